package dev.rookery.pds.load;

import java.time.Duration;

/// Memory for tests that are not about it.
public final class TestMemory {
    private TestMemory() {}

    public static MemoryBudget budget() {
        return new MemoryBudget(1L << 40);
    }

    /// Little memory, which is not waited for long.
    public static MemoryBudget budget(long bytesMax, Duration waitMax, Duration stalledMax) {
        return new MemoryBudget(bytesMax, waitMax, stalledMax);
    }

    /// Somebody who holds all of it, and never gives it back by itself.
    public static MemoryLease takenWhole(MemoryBudget budget) {
        MemoryLease lease = budget.lease("somebody else", new Still());
        if (!lease.take(budget.bytesMax())) {
            throw new IllegalStateException(budget.summary());
        }
        return lease;
    }

    public static MemoryLease unlimited() {
        return budget().lease("", new Still());
    }

    /// Never waits for anybody.
    public static final class Still implements Holder {
        @Override
        public long waitingNanos() {
            return 0;
        }

        @Override
        public void cut() {
            throw new IllegalStateException("it does not wait");
        }
    }
}
