package dev.rookery.pds.load;

/// What one request, or one subscriber, holds of the [MemoryBudget].
///
/// Used by one thread at a time, but for what the budget does under its own lock.
public final class MemoryLease implements AutoCloseable {
    private final MemoryBudget budget;
    private final String network;
    private final Holder holder;
    private long held;
    private boolean exempt;

    MemoryLease(MemoryBudget budget, String network, Holder holder) {
        this.budget = budget;
        this.network = network;
        this.holder = holder;
    }

    /// Takes so many bytes more, once they are there. False if they were not there in time: then nothing was taken.
    public boolean take(long bytes) {
        return exempt || budget.take(this, bytes);
    }

    /// Takes so many bytes more if they are there and nobody waits for them.
    public boolean tryTake(long bytes) {
        return exempt || budget.tryTake(this, bytes);
    }

    /// Gives back so many bytes, or all it has.
    public void giveBack(long bytes) {
        budget.giveBack(this, bytes);
    }

    /// Lets it have whatever it needs: for the operator, who must get in when nobody else does.
    public void exempt() {
        exempt = true;
    }

    /// Gives back everything.
    @Override
    public void close() {
        budget.giveBack(this, Long.MAX_VALUE);
    }

    String network() {
        return network;
    }

    Holder holder() {
        return holder;
    }

    /// Under the budget's lock.
    long held() {
        return held;
    }

    void add(long bytes) {
        held += bytes;
    }
}
