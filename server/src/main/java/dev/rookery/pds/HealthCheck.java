package dev.rookery.pds;

import java.time.Duration;
import java.time.InstantSource;

/// Asks whether the storage answers, at most once a second however often it is asked.
final class HealthCheck implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final InstantSource time;
    private final Runnable question;
    private volatile long nextMillis;

    /// @param question throws where the storage does not answer
    HealthCheck(InstantSource time, Runnable question) {
        this.time = time;
        this.question = question;
    }

    @Override
    public void run() {
        long now = time.millis();
        if (now >= nextMillis) {
            question.run();
            nextMillis = now + PERIOD.toMillis();
        }
    }
}
