package dev.rookery.pds.xrpc;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// The name of a request, by which its log lines are found.
///
/// It is given to the client in `X-Request-Id`, so that a person who reports a failure can say which.
public final class RequestId {
    /// The request that this thread works on.
    public static final ScopedValue<RequestId> CURRENT = ScopedValue.newInstance();

    private static final AtomicLong COUNTER =
            new AtomicLong(ThreadLocalRandom.current().nextLong() << 24);

    private final long number;

    private RequestId(long number) {
        this.number = number;
    }

    public static RequestId next() {
        return new RequestId(COUNTER.incrementAndGet());
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(number);
    }
}
