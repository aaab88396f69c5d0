package dev.rookery.pds;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Asks whether the storage answers, at most once a second and one at a time however many want to know: they are told
/// what it said last.
final class HealthCheck implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final InstantSource time;
    private final Runnable question;
    private final AtomicLong nextMillis = new AtomicLong();
    private volatile @Nullable RuntimeException failure;

    /// @param question throws where the storage does not answer
    HealthCheck(InstantSource time, Runnable question) {
        this.time = time;
        this.question = question;
    }

    @Override
    public void run() {
        long now = time.millis();
        long next = nextMillis.get();
        if (now >= next && nextMillis.compareAndSet(next, now + PERIOD.toMillis())) {
            ask();
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private void ask() {
        try {
            question.run();
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
