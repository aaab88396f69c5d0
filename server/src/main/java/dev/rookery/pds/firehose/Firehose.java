package dev.rookery.pds.firehose;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.lexicon.InvalidLexiconDataException;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.load.MemoryBudget;
import dev.rookery.pds.load.MemoryLease;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.xrpc.ClientNetwork;
import dev.rookery.pds.xrpc.QueryString;
import dev.rookery.pds.xrpc.RateLimiter;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Everyone who follows the event log: lets them in, wakes them when there is news, and ends those who are too slow or
/// gone.
///
/// Safe for use by several threads.
public final class Firehose implements AutoCloseable {
    /// The method that is followed.
    public static final String NSID = "com.atproto.sync.subscribeRepos";

    private static final Duration SWEEP_MAX = Duration.ofSeconds(1);
    private static final int SWEEPS_PER_LIMIT = 4;
    /// How long followers have to answer the goodbye of a server that stops.
    private static final Duration GOODBYE_MAX = Duration.ofSeconds(2);
    private static final Duration GOODBYE_STEP = Duration.ofMillis(5);

    /// What all followers may hold of events together: so much, or less where the heap is small.
    private static final long HELD_BYTES_MAX = 32L << 20;

    private static final int HEAP_PARTS = 12;
    private static final int READING_MAX = 8;
    private static final long PAGE_BYTES_MAX = 2L << 20;
    private static final long PAGE_BYTES_MIN = 16L << 10;
    /// The one that is being sent, and the one behind it.
    private static final int PAGES_EACH = 2;

    private final EventLog log;
    private final MethodDefinition definition;
    private final Duration keptFor;
    private final FirehoseLimits limits;
    private final InstantSource time;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final @Nullable RateLimiter limiter;
    private final Map<String, Integer> perNetwork = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger readingLog = new AtomicInteger();
    private final MemoryBudget memory;
    private final Semaphore reading = new Semaphore(READING_MAX);
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread crier;
    private volatile boolean closing;
    private volatile boolean closed;

    /// @param keptFor how far back a follower can begin
    /// @param limiter counts those who come, or null if they are not limited
    public Firehose(
            EventLog log,
            Lexicons lexicons,
            Duration keptFor,
            FirehoseLimits limits,
            @Nullable RateLimiter limiter,
            InstantSource time) {
        this(
                log,
                lexicons,
                keptFor,
                limits,
                limiter,
                time,
                Math.min(HELD_BYTES_MAX, Runtime.getRuntime().maxMemory() / HEAP_PARTS));
    }

    /// @param heldBytesMax what all followers may hold of events together
    Firehose(
            EventLog log,
            Lexicons lexicons,
            Duration keptFor,
            FirehoseLimits limits,
            @Nullable RateLimiter limiter,
            InstantSource time,
            long heldBytesMax) {
        this.log = log;
        this.memory = new MemoryBudget(heldBytesMax);
        this.definition = lexicons.method(new Nsid(NSID))
                .orElseThrow(() -> new IllegalStateException("no lexicon has a method " + NSID));
        this.keptFor = keptFor;
        this.limits = limits;
        this.limiter = limiter;
        this.time = time;
        this.crier = Thread.ofPlatform().name("firehose").daemon().unstarted(this::cry);
        log.recent().onNews(() -> {
            if (!followers.isEmpty()) {
                LockSupport.unpark(crier);
            }
        });
        crier.start();
    }

    /// A new follower, to be run on a thread of its own.
    ///
    /// @param address where the client is
    /// @param query the query with which it came
    public Follower follower(String address, String query, Wire wire) {
        return new Follower(this, log, address, query, wire, limits);
    }

    /// Takes a follower in, to be watched until it leaves.
    ///
    /// @throws XrpcException where there are too many
    void admit(Follower follower) {
        followers.add(follower);
        if (closing) {
            throw new XrpcException(503, "ServiceUnavailable", "The server is stopping");
        }
        if (limiter != null) {
            limiter.arrive(follower.address());
        }
        if (count.incrementAndGet() > limits.followersMax()) {
            count.decrementAndGet();
            throw new XrpcException(429, "RateLimitExceeded", "Too many subscribers");
        }
        int ofNetwork = perNetwork.merge(ClientNetwork.of(follower.address()), 1, Integer::sum);
        follower.counts();
        if (ofNetwork > limits.followersPerAddressMax()) {
            release(follower);
            throw new XrpcException(429, "RateLimitExceeded", "Too many subscribers from this address");
        }
    }

    private void release(Follower follower) {
        if (follower.countsNoMore()) {
            count.decrementAndGet();
            perNetwork.computeIfPresent(
                    ClientNetwork.of(follower.address()), (_, before) -> before == 1 ? null : before - 1);
        }
    }

    void leave(Follower follower) {
        followers.remove(follower);
        release(follower);
    }

    /// How many follow.
    int count() {
        return count.get();
    }

    /// What followers take of memory, in one line for the log.
    public String summary() {
        return count() + " followers: " + memory.summary();
    }

    /// How many follow and are about to be dropped for being too slow.
    long tooSlow() {
        return followers.stream().filter(Follower::isTooSlow).count();
    }

    /// The cursor in a query, or null where there is none. Before the first event is where it begins, however far.
    @Nullable
    Long cursor(String query) {
        try {
            var parameters = definition.decodeParameters(QueryString.parse(query));
            return parameters.get("cursor") instanceof DataInteger(long cursor) ? Math.max(cursor, 0) : null;
        } catch (InvalidLexiconDataException e) {
            throw XrpcException.invalidRequest(String.valueOf(e.getMessage()));
        }
    }

    /// The time before which events are not sent any more.
    Instant horizon() {
        return time.instant().minus(keptFor);
    }

    /// To be called when a follower begins to read the log, and when it ends.
    void readsLog(boolean begins) {
        readingLog.addAndGet(begins ? 1 : -1);
    }

    /// What a follower may hold of events.
    MemoryLease lease(Follower follower) {
        return memory.lease(ClientNetwork.of(follower.address()), follower);
    }

    /// Held between reading a page and counting what it holds.
    Semaphore reading() {
        return reading;
    }

    /// Where pages are read ahead.
    Executor readers() {
        return readers;
    }

    /// How much a follower may read of the log at once: less if more do.
    long pageBytes() {
        return Math.clamp(
                memory.bytesMax() / PAGES_EACH / Math.max(1, readingLog.get()), PAGE_BYTES_MIN, PAGE_BYTES_MAX);
    }

    private void cry() {
        long sweepEvery = Math.min(
                SWEEP_MAX.toNanos(),
                Math.min(limits.behindFor().toNanos(), limits.sendingMax().toNanos()) / SWEEPS_PER_LIMIT);
        long sweptAt = System.nanoTime();
        long told = 0;
        while (!closed) {
            long last = log.last();
            if (last != told) {
                told = last;
                followers.forEach(Follower::wake);
            }
            long now = System.nanoTime();
            if (now - sweptAt >= sweepEvery) {
                sweptAt = now;
                followers.forEach(follower -> follower.check(now));
                endHoarders();
            }
            if (log.last() == told) {
                LockSupport.parkNanos(this, sweepEvery - (now - sweptAt));
            }
        }
    }

    /// Ends those who make events stay in memory by taking nothing, the longest first, where that is too much together.
    /// What several of them wait to send is there once.
    private void endHoarders() {
        List<Follower> stalled = followers.stream()
                .filter(follower -> !follower.stalled().isEmpty())
                .sorted(Comparator.comparingLong(Follower::waitingNanos))
                .toList();
        Set<byte[]> frames = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = 0;
        for (Follower follower : stalled) {
            for (byte[] frame : follower.stalled()) {
                bytes += frames.add(frame) ? frame.length : 0;
            }
            if (bytes > memory.bytesMax()) {
                follower.cut();
            }
        }
    }

    /// Says goodbye to all, and returns once they are gone.
    @Override
    public void close() {
        closing = true;
        followers.forEach(Follower::stop);
        long end = System.nanoTime() + GOODBYE_MAX.toNanos();
        while (!followers.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(GOODBYE_STEP.toNanos());
        }
        followers.forEach(Follower::abort);
        readers.close();
        closed = true;
        LockSupport.unpark(crier);
    }
}
