package dev.rookery.pds.load;

/// Memory for tests that are not about it.
public final class TestMemory {
    private TestMemory() {}

    public static MemoryBudget budget() {
        return new MemoryBudget(1L << 40);
    }

    public static MemoryLease unlimited() {
        return budget().lease("", new Still());
    }

    /// Never waits for anybody.
    static final class Still implements Holder {
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
