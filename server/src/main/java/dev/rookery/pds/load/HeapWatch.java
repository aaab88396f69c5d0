package dev.rookery.pds.load;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks after the heap: gives back what it took for a time of load once that is over, and says in the log what holds
/// it when little is left, so that this is the last line if it runs out.
public final class HeapWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HeapWatch.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// From here on memory is short, in percent of the most that the heap may have, right after a collection.
    private static final int SHORT_PERCENT = 85;

    private static final Duration SAY_EVERY = Duration.ofSeconds(10);

    /// So long there must be little to do before memory is given back.
    private static final int QUIET_LOOKS = 30;

    private static final long QUIET_REQUESTS_A_LOOK = 5;

    /// Less than this is not worth a collection of the whole heap.
    private static final long GIVEN_BACK_BYTES_MIN = 24L << 20;

    private final MemoryBudget budget;
    private final Supplier<String> others;
    private final Runnable giveBack;
    private final Thread watcher =
            Thread.ofPlatform().name("heap-watch").daemon().unstarted(this::watch);

    /// @param others what else takes memory, in words, for the log
    /// @param giveBack has others give back what they keep for a time of load
    public HeapWatch(MemoryBudget budget, Supplier<String> others, Runnable giveBack) {
        this.budget = budget;
        this.others = others;
        this.giveBack = giveBack;
        watcher.start();
    }

    private void watch() {
        try {
            Thread.sleep(LOOK_EVERY); // a start has better things to do
            MemoryPoolMXBean old = oldGeneration();
            long saidAt = System.nanoTime() - SAY_EVERY.toNanos();
            long requests = budget.requests();
            int quiet = 0;
            boolean worked = true;
            while (true) {
                Thread.sleep(LOOK_EVERY);
                if (isShort(old) && System.nanoTime() - saidAt > SAY_EVERY.toNanos()) {
                    saidAt = System.nanoTime();
                    LOG.log(Level.WARNING, "memory is short: {0}; {1}", budget.summary(), others.get());
                }
                long now = budget.requests();
                boolean isQuiet = now - requests <= QUIET_REQUESTS_A_LOOK;
                requests = now;
                quiet = isQuiet ? quiet + 1 : 0;
                worked |= !isQuiet;
                if (quiet == QUIET_LOOKS && worked && isWorthwhile(old)) {
                    worked = false;
                    giveBack();
                }
            }
        } catch (InterruptedException e) {
            // The server stops.
        }
    }

    private void giveBack() {
        try {
            giveBack.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "memory could not be given back", e);
        }
        System.gc(); // which also shrinks the heap
    }

    private static @Nullable MemoryPoolMXBean oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .filter(pool ->
                        pool.getName().contains("Tenured") || pool.getName().contains("Old"))
                .findFirst()
                .orElse(null);
    }

    private static boolean isShort(@Nullable MemoryPoolMXBean old) {
        MemoryUsage usage = old == null ? null : old.getCollectionUsage();
        return usage != null && usage.getMax() > 0 && usage.getUsed() * 100 / usage.getMax() >= SHORT_PERCENT;
    }

    private static boolean isWorthwhile(@Nullable MemoryPoolMXBean old) {
        long committed = Runtime.getRuntime().totalMemory();
        MemoryUsage usage = old == null ? null : old.getCollectionUsage();
        long live = usage == null ? 0 : usage.getUsed();
        return committed - live > GIVEN_BACK_BYTES_MIN;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
