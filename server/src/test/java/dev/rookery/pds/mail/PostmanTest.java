package dev.rookery.pds.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.storage.memory.InMemoryAccountStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The postman, with an outbox in memory, a clock of the test's and a mail server that says what it is told to.
class PostmanTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long WAIT_SECONDS = 20;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource time = now::get;
    private final BlockingQueue<String> tried = new LinkedBlockingQueue<>();
    private final AtomicReference<DeliveryException> trouble = new AtomicReference<>();
    private final Outbox outbox = new InMemoryAccountStore().mail();
    private final Postman postman = new Postman(outbox, new Scripted("accounts"), new Scripted("moderation"), time);

    /// Notes each attempt, and fails as long as there is trouble.
    private final class Scripted implements Courier {
        private final String name;

        Scripted(String name) {
            this.name = name;
        }

        @Override
        public void deliver(Mail mail) {
            DeliveryException failure = trouble.get();
            tried.add(name + " " + mail.subject());
            if (failure != null) {
                throw failure;
            }
        }
    }

    @AfterEach
    void close() {
        postman.close();
    }

    private static DeliveryException failure(boolean permanent) {
        return new DeliveryException("no", permanent, new IllegalStateException());
    }

    private void post(Mail.Sender sender, String subject, Duration worth) {
        outbox.post(new Mail(sender, "a@mail.test", subject, "", "", now.get().plus(worth)), now.get());
        postman.wake();
    }

    private String nextAttempt() throws InterruptedException {
        return tried.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private void later(Duration pause) {
        now.updateAndGet(instant -> instant.plus(pause));
        postman.wake();
    }

    /// Waits until the postman has noted what came of the last attempt.
    private void settled(int attempts) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (outbox.next().map(QueuedMail::attempts).orElse(-1) != attempts) {
            assertThat(System.nanoTime())
                    .as("waiting for %d attempts", attempts)
                    .isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void mail_isSentOverTheServerOfItsSender() throws InterruptedException {
        post(Mail.Sender.ACCOUNTS, "one", Duration.ofDays(1));
        assertThat(nextAttempt()).isEqualTo("accounts one");
        post(Mail.Sender.MODERATION, "two", Duration.ofDays(1));
        assertThat(nextAttempt()).isEqualTo("moderation two");

        settled(-1);
    }

    @Test
    void mailThatIsNotTaken_isTriedAgainAfterLongerAndLongerPauses_andHoldsUpNoOther() throws InterruptedException {
        trouble.set(failure(false));
        post(Mail.Sender.ACCOUNTS, "one", Duration.ofDays(1));
        assertThat(nextAttempt()).isEqualTo("accounts one");
        settled(1);
        Duration first = Duration.between(now.get(), outbox.next().orElseThrow().dueAt());

        later(first);
        assertThat(nextAttempt()).isEqualTo("accounts one");
        settled(2);
        assertThat(Duration.between(now.get(), outbox.next().orElseThrow().dueAt()))
                .isEqualTo(first.multipliedBy(2));

        trouble.set(null);
        post(Mail.Sender.ACCOUNTS, "two", Duration.ofDays(1));
        assertThat(nextAttempt()).isEqualTo("accounts two");
        later(first.multipliedBy(2));
        assertThat(nextAttempt()).isEqualTo("accounts one");
        settled(-1);
    }

    @Test
    void mail_isGivenUpAfterSoManyAttempts() throws InterruptedException {
        trouble.set(failure(false));
        post(Mail.Sender.ACCOUNTS, "one", Duration.ofDays(1_000));
        List<String> attempts = new ArrayList<>();
        for (int i = 1; i <= Postman.ATTEMPTS_MAX; i++) {
            attempts.add(nextAttempt());
            settled(i == Postman.ATTEMPTS_MAX ? -1 : i);
            later(Duration.ofHours(2));
        }

        assertThat(attempts).hasSize(Postman.ATTEMPTS_MAX).containsOnly("accounts one");
    }

    @Test
    void mail_isGivenUpWhenItIsWorthNothingAnyMore_orItsAddressIsRefused() throws InterruptedException {
        trouble.set(failure(false));
        post(Mail.Sender.ACCOUNTS, "soon", Duration.ofSeconds(1));
        assertThat(nextAttempt()).isEqualTo("accounts soon");
        settled(-1);

        trouble.set(failure(true));
        post(Mail.Sender.ACCOUNTS, "refused", Duration.ofDays(1));
        assertThat(nextAttempt()).isEqualTo("accounts refused");
        settled(-1);

        post(Mail.Sender.ACCOUNTS, "late", Duration.ofSeconds(-1));
        settled(-1);
        assertThat(tried).isEmpty();
    }
}
