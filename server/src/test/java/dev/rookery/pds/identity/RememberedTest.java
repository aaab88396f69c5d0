package dev.rookery.pds.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final Duration STALE_AFTER = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final long WEIGHT_MAX = 100_000;

    private volatile Instant now = Instant.parse("2026-11-30T10:00:00Z");
    private final Map<String, String> network = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean broken;

    private final Remembered<String, String> remembered = remembered(this::ask);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private Remembered<String, String> remembered(java.util.function.Function<String, Optional<String>> origin) {
        return new Remembered<>(origin, STALE_AFTER, LIFETIME, () -> now, WEIGHT_MAX, String::length, String::length);
    }

    private Optional<String> ask(String name) {
        asked.incrementAndGet();
        if (broken) {
            throw new IdentityException("no answer for " + name);
        }
        return Optional.ofNullable(network.get(name));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void whatWasFound_isAskedForOnce() {
        network.put("a", "1");

        assertThat(remembered.get("a")).contains("1");
        assertThat(remembered.get("a")).contains("1");

        assertThat(asked).hasValue(1);
    }

    @Test
    void whatIsNotThere_isAskedForAgain_afterSeconds() {
        assertThat(remembered.get("a")).isEmpty();
        network.put("a", "1");
        assertThat(remembered.get("a")).isEmpty();
        assertThat(asked).hasValue(1);

        pass(Remembered.NOTHING_FOR);

        assertThat(remembered.get("a")).contains("1");
    }

    @Test
    void failure_isToldAgain_forSeconds() {
        broken = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> remembered.get("a"))
                    .isInstanceOf(IdentityException.class)
                    .hasMessage("no answer for a");
        }
        assertThat(asked).hasValue(1);

        broken = false;
        network.put("a", "1");
        pass(Remembered.NOTHING_FOR);

        assertThat(remembered.get("a")).contains("1");
    }

    @Test
    void knownAsking_seesWhatIsNow_andIsRemembered() {
        assertThat(remembered.get("a")).isEmpty();
        network.put("a", "1");

        assertThat(remembered.refresh("a")).contains("1");
        assertThat(remembered.get("a")).contains("1");
        network.remove("a");
        assertThat(remembered.refresh("a")).isEmpty();
        assertThat(remembered.get("a")).isEmpty();
        assertThat(asked).hasValue(3);
    }

    @Test
    void strangers_haveItAskedAnew_onceAMinute() {
        network.put("a", "1");
        remembered.get("a");
        network.put("a", "2");

        assertThat(remembered.recheck("a")).contains("2");
        network.put("a", "3");
        for (int i = 0; i < 50; i++) {
            assertThat(remembered.recheck("a")).contains("2");
        }
        assertThat(asked).hasValue(2);

        pass(Remembered.WISH_EVERY);
        assertThat(remembered.recheck("a")).contains("3");
    }

    @Test
    void strangersWishes_aboutWhatIsNotThere_areNoMore() {
        for (int i = 0; i < 50; i++) {
            assertThat(remembered.recheck("a")).isEmpty();
        }
        broken = true;
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> remembered.recheck("b")).isInstanceOf(IdentityException.class);
        }

        assertThat(asked).hasValue(2);
    }

    @Test
    void failureToAskAnew_leavesWhatWasFound() {
        network.put("a", "1");
        remembered.get("a");
        broken = true;

        assertThatThrownBy(() -> remembered.refresh("a")).isInstanceOf(IdentityException.class);
        assertThat(remembered.get("a")).contains("1");

        pass(LIFETIME);
        assertThatThrownBy(() -> remembered.get("a")).isInstanceOf(IdentityException.class);
    }

    @Test
    void staleAnswer_isGivenOut_whileItIsAskedForAgain() throws Exception {
        var mayAnswer = new Semaphore(0);
        var answered = new Semaphore(0);
        var slow = remembered(name -> {
            mayAnswer.acquireUninterruptibly();
            try {
                return ask(name);
            } finally {
                answered.release();
            }
        });
        network.put("a", "1");
        mayAnswer.release();
        slow.get("a");
        network.put("a", "2");
        pass(STALE_AFTER);

        assertThat(slow.get("a")).contains("1");
        assertThat(slow.get("a")).contains("1");
        mayAnswer.release();
        answered.acquire(2);
        while (slow.get("a").filter("1"::equals).isPresent()) {
            Thread.onSpinWait();
        }

        assertThat(slow.get("a")).contains("2");
        assertThat(asked).hasValue(2);
    }

    @Test
    void allWhoWait_areToldByOneAnswer() throws Exception {
        var begun = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        var slow = remembered(name -> {
            begun.countDown();
            await(mayAnswer);
            return ask(name);
        });
        network.put("a", "1");
        List<Future<Optional<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean wish = i % 2 == 0;
            waiting.add(threads.submit(() -> wish ? slow.recheck("a") : slow.get("a")));
        }
        await(begun);
        mayAnswer.countDown();

        for (Future<Optional<String>> each : waiting) {
            assertThat(each.get()).contains("1");
        }
        assertThat(asked.get()).isLessThanOrEqualTo(2); // those who came after the answer may wish for one more
    }

    @Test
    void answerThatWasOvertaken_undoesNothing() throws Exception {
        var begun = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        var first = new AtomicInteger();
        var uneven = remembered(name -> {
            Optional<String> answer = ask(name);
            if (first.getAndIncrement() == 0) {
                begun.countDown();
                await(mayAnswer);
            }
            return answer;
        });
        network.put("a", "old");
        var slow = threads.submit(() -> uneven.get("a"));
        await(begun);
        network.put("a", "new");

        assertThat(uneven.refresh("a")).contains("new");
        mayAnswer.countDown();

        assertThat(slow.get()).contains("new");
        assertThat(uneven.get("a")).contains("new");
    }

    @Test
    void fewNamesAreAskedAboutAtOnce_andTheRestAreToldSo() throws Exception {
        var begun = new CountDownLatch(Remembered.AT_ONCE_MAX);
        var mayAnswer = new CountDownLatch(1);
        var slow = remembered(name -> {
            if (name.startsWith("slow")) {
                begun.countDown();
                await(mayAnswer);
            }
            return ask(name);
        });
        network.put("known", "1");
        slow.get("known");
        List<Future<Optional<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < Remembered.AT_ONCE_MAX; i++) {
            String name = "slow" + i;
            waiting.add(threads.submit(() -> slow.get(name)));
        }
        await(begun);

        assertThatThrownBy(() -> slow.get("one more")).isInstanceOf(BusyException.class);
        assertThat(slow.get("known")).contains("1");
        assertThat(slow.refresh("trusted")).isEmpty();
        mayAnswer.countDown();
        for (Future<Optional<String>> each : waiting) {
            assertThat(each.get()).isEmpty();
        }
        network.put("one more", "2");
        assertThat(slow.get("one more")).contains("2");
    }

    @Test
    void memory_isBounded_byWhatAnswersWeigh() {
        for (int i = 0; i < 1_000; i++) {
            network.put("name" + i, "x".repeat(10_000));
            assertThat(remembered.get("name" + i)).isPresent();
        }
        asked.set(0);
        for (int i = 0; i < 1_000; i++) {
            remembered.get("name" + i);
        }

        assertThat(asked.get()).isGreaterThan(980);
    }

    @Test
    void clockThatGoesBack_makesNothingLastLonger() {
        assertThat(remembered.get("a")).isEmpty();
        network.put("a", "1");

        pass(Duration.ofHours(-1));

        assertThat(remembered.get("a")).contains("1");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
