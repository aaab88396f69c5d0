package dev.rookery.pds.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// So many bytes for everything that is under way for clients.
///
/// One network (an IPv4 address, or an IPv6 /64) gets one part in [#NETWORK_SHARE] of it at most. Whoever finds too
/// little waits up to [#WAIT_MAX], first come, first served. While somebody waits, those whose clients have stalled for
/// [#STALLED_MAX] are cut off, so a slow client holds nothing that another needs: of all, or of the same network where
/// it
/// is that network's part that is used up.
///
/// Safe for use by several threads. Sizes are estimates: what is taken is meant to be at least what is held.
public final class MemoryBudget {
    /// Which part of the budget one network may hold.
    static final int NETWORK_SHARE = 2;

    /// How long it waits for memory before it is refused.
    static final Duration WAIT_MAX = Duration.ofSeconds(3);

    /// How long a client may make others wait.
    static final Duration STALLED_MAX = Duration.ofSeconds(2);

    /// The rest of the heap is for caches, connections, what is written, and the collector.
    private static final int HEAP_PARTS = 8;

    private static final int HEAP_PARTS_TAKEN = 3;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    /// Not the monitor of this: virtual threads that wait for one are woken by a single other thread.
    private final ReentrantLock lock = new ReentrantLock();

    private final long bytesMax;
    private final Duration waitMax;
    private final Duration stalledMax;
    private final Map<String, long[]> byNetwork = new HashMap<>();
    private final Set<MemoryLease> leases = new HashSet<>();
    private final Set<Waiter> waiters = new LinkedHashSet<>();
    private long bytes;
    private long requests;
    private long lookedAt = System.nanoTime() - LOOK_EVERY.toNanos();

    private static final class Waiter {
        private final Thread thread = Thread.currentThread();
        private final MemoryLease lease;
        private final long wanted;
        private volatile boolean granted;

        Waiter(MemoryLease lease, long wanted) {
            this.lease = lease;
            this.wanted = wanted;
        }
    }

    public MemoryBudget(long bytesMax) {
        this(bytesMax, WAIT_MAX, STALLED_MAX);
    }

    MemoryBudget(long bytesMax, Duration waitMax, Duration stalledMax) {
        this.bytesMax = bytesMax;
        this.waitMax = waitMax;
        this.stalledMax = stalledMax;
    }

    /// The share of this process's heap that is for clients.
    public static MemoryBudget ofHeap() {
        return new MemoryBudget(Runtime.getRuntime().maxMemory() / HEAP_PARTS * HEAP_PARTS_TAKEN);
    }

    /// A lease that holds nothing yet.
    ///
    /// @param network whom it counts for
    public MemoryLease lease(String network, Holder holder) {
        return new MemoryLease(this, network, holder);
    }

    /// How much there is in all.
    public long bytesMax() {
        return bytesMax;
    }

    /// How much is held now.
    public long bytes() {
        return locked(() -> bytes);
    }

    /// How many there have been that took something.
    public long requests() {
        return locked(() -> requests);
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// What is held and by whom most, in one line for the log.
    public String summary() {
        return locked(this::summaryNow);
    }

    private String summaryNow() {
        String largest = byNetwork.entrySet().stream()
                .sorted((one, other) -> Long.compare(other.getValue()[0], one.getValue()[0]))
                .limit(5)
                .map(entry -> entry.getKey() + " " + (entry.getValue()[0] >> 10) + " KiB")
                .toList()
                .toString();
        return (bytes >> 10) + " of " + (bytesMax >> 10) + " KiB held by " + leases.size() + " requests, "
                + waiters.size() + " wait; the most: " + largest;
    }

    boolean tryTake(MemoryLease lease, long wanted) {
        lock.lock();
        try {
            boolean fits = waiters.isEmpty() && fits(lease, wanted);
            if (fits) {
                grant(lease, wanted);
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    boolean take(MemoryLease lease, long wanted) {
        if (tryTake(lease, wanted)) {
            return true;
        }
        var waiter = new Waiter(lease, wanted);
        lock.lock();
        try {
            waiters.add(waiter);
            admit();
        } finally {
            lock.unlock();
        }
        long end = System.nanoTime() + waitMax.toNanos();
        while (!waiter.granted) {
            long left = end - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return giveUp(waiter);
            }
            cutStalled(lease, wanted);
            if (!waiter.granted) {
                LockSupport.parkNanos(this, Math.min(left, LOOK_EVERY.toNanos()));
            }
        }
        return true;
    }

    private boolean giveUp(Waiter waiter) {
        return locked(() -> {
            if (waiters.remove(waiter)) {
                admit(); // those who waited behind it
            }
            return waiter.granted;
        });
    }

    /// Grants what those who wait can have now. Who has had its share lets others go first.
    private void admit() {
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (fits(waiter.lease, waiter.wanted)) {
                grant(waiter.lease, waiter.wanted);
                each.remove();
                waiter.granted = true;
                LockSupport.unpark(waiter.thread);
            } else if (hasShare(waiter.lease, waiter.wanted)) {
                return;
            }
        }
    }

    private boolean fits(MemoryLease lease, long wanted) {
        return hasShare(lease, wanted) && (bytes + wanted <= bytesMax || bytes == lease.held());
    }

    /// A network that holds nothing else may go beyond its share, so that nothing is too large for ever.
    private boolean hasShare(MemoryLease lease, long wanted) {
        long[] held = byNetwork.get(lease.network());
        return held == null || held[0] == lease.held() || held[0] + wanted <= bytesMax / NETWORK_SHARE;
    }

    private void grant(MemoryLease lease, long wanted) {
        if (wanted <= 0) {
            return;
        }
        if (lease.held() == 0) {
            leases.add(lease);
            requests++;
        }
        bytes += wanted;
        byNetwork.computeIfAbsent(lease.network(), _ -> new long[1])[0] += wanted;
        lease.add(wanted);
    }

    private void cutStalled(MemoryLease waiter, long wanted) {
        locked(() -> stalled(waiter, wanted)).forEach(Holder::cut);
    }

    private List<Holder> stalled(MemoryLease waiter, long wanted) {
        boolean ofAll = hasShare(waiter, wanted);
        long now = System.nanoTime();
        if (ofAll && now - lookedAt < LOOK_EVERY.toNanos()) {
            return List.of(); // another who waits has just looked
        }
        lookedAt = ofAll ? now : lookedAt;
        List<Holder> stalled = new ArrayList<>();
        for (MemoryLease lease : leases) {
            if (lease != waiter
                    && (ofAll || lease.network().equals(waiter.network()))
                    && lease.holder().waitingNanos() > stalledMax.toNanos()) {
                stalled.add(lease.holder());
            }
        }
        return stalled;
    }

    void giveBack(MemoryLease lease, long count) {
        lock.lock();
        try {
            giveBackNow(lease, count);
        } finally {
            lock.unlock();
        }
    }

    private void giveBackNow(MemoryLease lease, long count) {
        long given = Math.min(count, lease.held());
        if (given <= 0) {
            return;
        }
        bytes -= given;
        lease.add(-given);
        long[] held = byNetwork.get(lease.network());
        if (held != null) {
            held[0] -= given;
            if (held[0] == 0) {
                byNetwork.remove(lease.network());
            }
        }
        if (lease.held() == 0) {
            leases.remove(lease);
        }
        if (!waiters.isEmpty()) {
            admit();
        }
    }
}
