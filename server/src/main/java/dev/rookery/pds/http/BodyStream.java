package dev.rookery.pds.http;

import dev.rookery.pds.xrpc.XrpcException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/// A request body that knows whether all of it was read, and how fast it comes.
///
/// A client that is too slow is told so ([XrpcException], 408), where its body is read.
final class BodyStream extends FilterInputStream {
    /// So long nobody asks how fast it is.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// What came fast at first may pause for so long.
    private static final Duration PAUSE_MAX = Duration.ofSeconds(60);

    /// What a body must come with on average after that.
    private static final long BYTES_PER_SECOND_MIN = 1024;

    private final ClientWait wait = new ClientWait();
    private final long begun = System.nanoTime();
    private final AtomicLong bytes = new AtomicLong();
    private boolean atEnd;

    BodyStream(InputStream body) {
        super(new PushbackInputStream(body));
    }

    /// Whether nothing is left of it.
    boolean isAtEnd() {
        return atEnd;
    }

    /// Whether it has no bytes. Waits for the first one.
    boolean endsAtOnce() {
        if (bytes.get() > 0 || atEnd) {
            return bytes.get() == 0;
        }
        int first = read();
        if (first >= 0) {
            unread(first);
        }
        return first < 0;
    }

    boolean isTooSlow() {
        long nanos = System.nanoTime() - begun;
        long seconds = nanos / Duration.ofSeconds(1).toNanos();
        return wait.nanos() > PAUSE_MAX.toNanos()
                || (wait.nanos() > 0 && nanos > GRACE.toNanos() && bytes.get() < seconds * BYTES_PER_SECOND_MIN);
    }

    long waitingNanos() {
        return wait.nanos();
    }

    void cut() {
        wait.cut();
    }

    private void unread(int first) {
        try {
            ((PushbackInputStream) in).unread(first);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count;
        try {
            count = wait.on(() -> in.read(buffer, offset, length));
        } catch (ClientCutException e) {
            throw new XrpcException(408, "RequestTimeout", "The request body came too slowly");
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        }
        if (count < 0) {
            atEnd = true;
        } else {
            bytes.addAndGet(count);
        }
        return count;
    }

    /// What is wrong with the body itself, such as its chunks, is the client's mistake. So is that it breaks off, and
    /// there may be somebody to be told: a client can end its side alone.
    private static XrpcException broken(Exception e) {
        Throwable cause = e instanceof HttpException || e.getCause() == null ? e : e.getCause();
        int status = cause instanceof HttpException bad && bad.getCode() < HttpStatus.INTERNAL_SERVER_ERROR_500
                ? bad.getCode()
                : HttpStatus.BAD_REQUEST_400;
        return new XrpcException(status, "InvalidRequest", "The request body breaks off, or its framing is broken");
    }

    @Override
    public long skip(long count) {
        return count <= 0 || read() < 0 ? 0 : 1;
    }

    /// Does nothing: what is left of it may still be read and thrown away.
    @Override
    public void close() {}

    @Override
    public boolean markSupported() {
        return false;
    }
}
