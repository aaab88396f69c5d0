package dev.rookery.pds.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final long MAX = 1000;
    private static final Pattern SUMMARY =
            Pattern.compile("(\\d+) of (\\d+) KiB held by (\\d+) requests, (\\d+) wait; the most: .*");

    private final MemoryBudget budget = new MemoryBudget(MAX, LONG, SHORT);

    /// A request that holds memory until it is cut.
    private static final class Client implements Holder {
        private final MemoryLease lease;
        private volatile Duration waiting = Duration.ZERO;
        private volatile boolean cut;

        Client(MemoryBudget budget, String network) {
            this.lease = budget.lease(network, this);
        }

        @Override
        public long waitingNanos() {
            return waiting.toNanos();
        }

        @Override
        public void cut() {
            cut = true;
            lease.close();
        }
    }

    private Client client(String network) {
        return new Client(budget, network);
    }

    private static CompletableFuture<Boolean> taking(MemoryLease lease, long bytes) {
        var taken = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> taken.complete(lease.take(bytes)));
        return taken;
    }

    private static boolean outcome(CompletableFuture<Boolean> taken) {
        return taken.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static MatchResult summary(MemoryBudget budget) {
        String summary = budget.summary();
        var matcher = SUMMARY.matcher(summary);
        assertThat(matcher.matches()).as(summary).isTrue();
        return matcher.toMatchResult();
    }

    private int waiting() {
        return Integer.parseInt(summary(budget).group(4));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsThere_isTaken_andGivenBack() {
        var one = client("a");
        var other = client("b");

        assertThat(one.lease.take(300)).isTrue();
        assertThat(other.lease.tryTake(500)).isTrue();
        assertThat(other.lease.tryTake(201)).isFalse();
        assertThat(budget.bytes()).isEqualTo(800);
        other.lease.giveBack(100);
        assertThat(budget.bytes()).isEqualTo(700);
        other.lease.giveBack(9999);
        assertThat(budget.bytes()).isEqualTo(300);
        one.lease.close();
        one.lease.close();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void nothing_leavesNothing() {
        var one = client("a");

        assertThat(one.lease.take(0)).isTrue();
        assertThat(one.lease.tryTake(0)).isTrue();
        one.lease.giveBack(-7);
        one.lease.giveBack(0);
        one.lease.close();

        assertThat(budget.summary()).isEqualTo("0 of 0 KiB held by 0 requests, 0 wait; the most: []");
    }

    @Test
    void oneNetwork_getsItsShare() {
        var one = client("a");
        var two = client("a");
        var other = client("b");

        assertThat(one.lease.tryTake(400)).isTrue();
        assertThat(two.lease.tryTake(101)).isFalse();
        assertThat(two.lease.tryTake(100)).isTrue();
        assertThat(other.lease.tryTake(500)).isTrue();
    }

    @Test
    void networkThatHoldsNothingElse_mayGoBeyondItsShare() {
        var one = client("a");
        var two = client("a");
        var other = client("b");

        assertThat(other.lease.tryTake(50)).isTrue();
        assertThat(one.lease.tryTake(400)).isTrue();
        assertThat(one.lease.tryTake(500)).isTrue();
        assertThat(one.lease.tryTake(51)).isFalse();
        assertThat(two.lease.tryTake(1)).isFalse();
    }

    @Test
    void whoIsAlone_mayHaveMoreThanThereIs() {
        var one = client("a");
        var other = client("b");

        assertThat(other.lease.tryTake(1)).isTrue();
        assertThat(one.lease.tryTake(MAX)).isFalse();
        other.lease.close();
        assertThat(one.lease.tryTake(5 * MAX)).isTrue();
        assertThat(one.lease.tryTake(MAX)).isTrue();
        assertThat(other.lease.tryTake(1)).isFalse();
    }

    @Test
    void whoWaitsTooLong_isRefused_andHoldsNobodyUp() {
        var hasty = new MemoryBudget(MAX, SHORT, LONG);
        var holder = new Client(hasty, "a");
        assertThat(holder.lease.take(900)).isTrue();

        assertThat(new Client(hasty, "b").lease.take(200)).isFalse();

        assertThat(hasty.bytes()).isEqualTo(900);
        assertThat(new Client(hasty, "b").lease.tryTake(100)).isTrue();
    }

    @Test
    void whoWaits_isServedInOrder() {
        var holder = client("z");
        assertThat(holder.lease.take(MAX)).isTrue();
        var first = taking(client("a").lease, 600);
        await(() -> waiting() == 1);
        var second = taking(client("b").lease, 100);
        await(() -> waiting() == 2);

        holder.lease.giveBack(300);
        assertThat(waiting()).isEqualTo(2);
        assertThat(client("c").lease.tryTake(1)).isFalse();
        holder.lease.giveBack(300);
        assertThat(outcome(first)).isTrue();
        assertThat(waiting()).isEqualTo(1);
        holder.lease.giveBack(100);
        assertThat(outcome(second)).isTrue();
        assertThat(budget.bytes()).isEqualTo(MAX);
    }

    @Test
    void whoHasHadItsShare_letsOthersGoFirst() {
        var holder = client("a");
        assertThat(holder.lease.take(400)).isTrue();
        var greedy = taking(client("a").lease, 200);
        await(() -> waiting() == 1);

        assertThat(client("b").lease.take(300)).isTrue();
        assertThat(waiting()).isEqualTo(1);
        holder.lease.giveBack(100);
        assertThat(outcome(greedy)).isTrue();
        assertThat(budget.bytes()).isEqualTo(800);
    }

    @Test
    void stalledClient_isCut_onceSomebodyWaits() {
        var stalled = client("a");
        assertThat(stalled.lease.take(900)).isTrue();
        stalled.waiting = LONG;

        assertThat(client("b").lease.tryTake(200)).isFalse();
        assertThat(client("b").lease.take(100)).isTrue();
        assertThat(stalled.cut).isFalse();
        assertThat(client("c").lease.take(200)).isTrue();
        assertThat(stalled.cut).isTrue();
    }

    @Test
    void clientThatMoves_isNotCut() {
        var hasty = new MemoryBudget(MAX, SHORT, LONG);
        var moving = new Client(hasty, "a");
        assertThat(moving.lease.take(900)).isTrue();
        moving.waiting = SHORT;

        assertThat(new Client(hasty, "b").lease.take(200)).isFalse();
        assertThat(moving.cut).isFalse();
    }

    /// Or one network, by asking for more than its share, could have everybody's slow clients cut off.
    @Test
    void wishBeyondANetworksShare_cutsThatNetworksStalledClientsAlone() {
        var own = client("a");
        var foreign = client("b");
        assertThat(own.lease.take(400)).isTrue();
        assertThat(foreign.lease.take(100)).isTrue();
        own.waiting = LONG;
        foreign.waiting = LONG;

        assertThat(client("a").lease.take(200)).isTrue();
        assertThat(own.cut).isTrue();
        assertThat(foreign.cut).isFalse();
    }

    @Test
    void whoIsExempt_takesWithoutHolding() {
        assertThat(client("a").lease.take(MAX)).isTrue();
        var operator = client("b");
        operator.lease.exempt();

        assertThat(operator.lease.take(5 * MAX)).isTrue();
        assertThat(operator.lease.tryTake(5 * MAX)).isTrue();
        operator.lease.giveBack(MAX);
        operator.lease.close();
        assertThat(budget.bytes()).isEqualTo(MAX);
    }

    @Test
    void whoIsInterrupted_waitsNoLonger() {
        var holder = client("a");
        assertThat(holder.lease.take(MAX)).isTrue();
        var stillInterrupted = new CompletableFuture<Boolean>();
        var refused = client("b");
        var waiter = Thread.ofVirtual()
                .start(() -> stillInterrupted.complete(
                        !refused.lease.take(1) && Thread.currentThread().isInterrupted()));
        await(() -> waiting() == 1);

        waiter.interrupt();

        assertThat(outcome(stillInterrupted)).isTrue();
        assertThat(waiting()).isZero();
        holder.lease.close();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void summary_namesThoseWhoHoldMost() {
        var large = new MemoryBudget(1 << 20, LONG, LONG);
        assertThat(new Client(large, "192.0.2.1").lease.take(4 << 10)).isTrue();
        assertThat(new Client(large, "192.0.2.2").lease.take(8 << 10)).isTrue();

        assertThat(large.summary())
                .isEqualTo("12 of 1024 KiB held by 2 requests, 0 wait; the most: [192.0.2.2 8 KiB, 192.0.2.1 4 KiB]");
    }

    /// Many threads take and give for a while. There is never more held than there is, unless by one alone; and
    /// nothing is held in the end.
    @RepeatedTest(5)
    void anyHistory_endsWithNothing(RepetitionInfo repetition) throws InterruptedException {
        long seed = repetition.getCurrentRepetition();
        var shared = new MemoryBudget(100 << 10, Duration.ofMillis(1 + seed), LONG);
        var random = new Random(seed);
        var excess = new AtomicBoolean();
        var granted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            var own = new Random(random.nextLong());
            threads.add(Thread.ofVirtual().start(() -> {
                for (int step = 0; step < 200; step++) {
                    request(shared, own, granted);
                    MatchResult now = summary(shared);
                    if (Integer.parseInt(now.group(1)) > 100 && !now.group(3).equals("1")) {
                        excess.set(true);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).as("seed %d", seed).isTrue();
        }

        assertThat(excess).as("seed %d", seed).isFalse();
        assertThat(granted).as("seed %d", seed).hasPositiveValue();
        assertThat(shared.summary()).isEqualTo("0 of 100 KiB held by 0 requests, 0 wait; the most: []");
    }

    private static void request(MemoryBudget shared, Random random, AtomicInteger granted) {
        long held = 0;
        try (var lease = new Client(shared, "network " + random.nextInt(4)).lease) {
            for (int steps = random.nextInt(6); steps > 0; steps--) {
                long bytes = 1024L * (1 + random.nextInt(random.nextInt(20) == 0 ? 150 : 30));
                if (random.nextInt(3) == 0) {
                    lease.giveBack(Math.min(bytes, held));
                    held -= Math.min(bytes, held);
                } else if (random.nextBoolean() ? lease.take(bytes) : lease.tryTake(bytes)) {
                    held += bytes;
                    granted.incrementAndGet();
                }
            }
        }
    }
}
