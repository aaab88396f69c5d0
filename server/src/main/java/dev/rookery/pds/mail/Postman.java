package dev.rookery.pds.mail;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Sends what is in the outbox, one mail after another, on a thread of its own.
///
/// A mail that is not taken is tried again after a pause that doubles each time, until it was tried
/// [#ATTEMPTS_MAX] times, is not worth sending any more, or its address was refused for good.
public final class Postman implements AutoCloseable {
    static final int ATTEMPTS_MAX = 30;

    private static final System.Logger LOG = System.getLogger(Postman.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE_MAX = Duration.ofHours(1);

    /// How long to do nothing at most before looking again.
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);

    private static final Duration STOP_WAIT = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final Courier accounts;
    private final Courier moderation;
    private final InstantSource time;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopped;

    /// Starts at once with what waits from before.
    public Postman(Outbox outbox, Courier accounts, Courier moderation, InstantSource time) {
        this.outbox = outbox;
        this.accounts = accounts;
        this.moderation = moderation;
        this.time = time;
        // Looking up the mail server's name can hold a thread for long: let it be none that carries virtual ones.
        this.thread = Thread.ofPlatform().daemon().name("postman").unstarted(this::run);
        thread.start();
    }

    /// Tells that there is a new mail. Returns at once.
    public void wake() {
        news.release();
    }

    private void run() {
        while (!stopped) {
            Duration pause = tryNext();
            if (pause.isPositive()) {
                try {
                    if (news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                        news.drainPermits();
                    }
                } catch (InterruptedException e) {
                    return; // asked to stop
                }
            }
        }
    }

    /// Tries to send the mail that is due first. Returns for how long there is nothing to do then.
    private Duration tryNext() {
        try {
            Optional<QueuedMail> next = outbox.next();
            if (next.isEmpty()) {
                return IDLE_MAX;
            }
            Instant now = time.instant();
            Duration left = Duration.between(now, next.get().dueAt());
            if (left.isPositive()) {
                return left.compareTo(IDLE_MAX) < 0 ? left : IDLE_MAX;
            }
            send(next.get(), now);
            return Duration.ZERO;
        } catch (RuntimeException e) {
            if (!stopped) {
                LOG.log(Level.ERROR, "cannot send mail", e);
            }
            return FIRST_PAUSE;
        }
    }

    private void send(QueuedMail queued, Instant now) {
        Mail mail = queued.mail();
        if (mail.uselessAfter().isBefore(now)) {
            giveUp(queued, "it is worth nothing any more");
            return;
        }
        try {
            courier(mail).deliver(mail);
            outbox.remove(queued.id());
        } catch (DeliveryException e) {
            if (!stopped) {
                failed(queued, now, e);
            }
        }
    }

    private Courier courier(Mail mail) {
        return switch (mail.sender()) {
            case ACCOUNTS -> accounts;
            case MODERATION -> moderation;
        };
    }

    private void failed(QueuedMail queued, Instant now, DeliveryException failure) {
        int attempts = queued.attempts() + 1;
        Duration pause = pauseAfter(attempts);
        Instant again = now.plus(pause);
        if (failure.permanent()
                || attempts >= ATTEMPTS_MAX
                || again.isAfter(queued.mail().uselessAfter())) {
            giveUp(queued, String.valueOf(failure.getMessage()));
            return;
        }
        outbox.postpone(queued.id(), again);
        LOG.log(
                Level.WARNING,
                "could not send the mail \"" + queued.mail().subject() + "\" to "
                        + queued.mail().to() + ", will try again in " + pause.toSeconds() + " s: "
                        + failure.getMessage());
    }

    private static Duration pauseAfter(int attempts) {
        Duration pause = FIRST_PAUSE;
        for (int i = 1; i < attempts && pause.compareTo(PAUSE_MAX) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    }

    private void giveUp(QueuedMail queued, String reason) {
        outbox.remove(queued.id());
        LOG.log(
                Level.ERROR,
                "gave up on the mail \"" + queued.mail().subject() + "\" to "
                        + queued.mail().to() + " after " + queued.attempts() + " failed attempts before: " + reason
                        + " (./rookery mail test ADDRESS shows what the mail server says)");
    }

    /// Stops sending, and waits a little for the mail that is being sent. What is not sent stays in the outbox.
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(STOP_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
