package dev.rookery.pds.firehose;

import dev.rookery.pds.firehose.Wire.Close;
import dev.rookery.pds.load.Holder;
import dev.rookery.pds.load.MemoryLease;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.sequencer.EventLog.Logged;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One connection that gets every event from its position on.
///
/// [#run] belongs to the follower's own thread, the only one that sends; the other methods may be called by any.
public final class Follower implements Runnable, Holder {
    private static final System.Logger LOG = System.getLogger(Follower.class.getName());
    /// Events that are there together are sent in one write, up to this.
    private static final int WRITE_BYTES = 64 << 10;

    private static final int PAGE_EVENTS = 4096;

    /// More than an event has: two megabytes of blocks, and what stands beside them.
    private static final long EVENT_BYTES_MAX = 3L << 20;

    /// A limit on a page that its first event reaches.
    private static final long ONE_EVENT = 1;

    private static final Duration STALLED_AFTER = Duration.ofMillis(500);

    private final Firehose firehose;
    private final EventLog log;
    private final String address;
    private final String query;
    private final Wire wire;
    private final FirehoseLimits limits;
    private final AtomicReference<byte @Nullable []> owedPong = new AtomicReference<>();
    private final MemoryLease memory;

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean waiting;
    private volatile boolean tooSlow;
    /// The number of the last event that was sent.
    private volatile long position;
    /// Whether it has had everything there was at some time.
    private volatile boolean live;

    private volatile long heardAt = System.nanoTime();
    private volatile boolean sending;
    private volatile long sendingSince;
    private volatile long pingedAt = System.nanoTime();
    private final AtomicBoolean counted = new AtomicBoolean();
    /// Whether recent events are kept in memory for its sake.
    private final AtomicBoolean keepsUp = new AtomicBoolean();
    private boolean readsLog;
    private @Nullable CompletableFuture<@Nullable Page> pageAhead;
    private List<byte[]> batch = new ArrayList<>();
    /// What is being sent; nobody changes it.
    private volatile List<byte[]> inFlight = List.of();

    /// Since when a live follower has been too far behind; 0 if it is not. The crier's.
    private long behindSince;

    Follower(Firehose firehose, EventLog log, String address, String query, Wire wire, FirehoseLimits limits) {
        this.firehose = firehose;
        this.log = log;
        this.address = address;
        this.query = query;
        this.wire = wire;
        this.limits = limits;
        this.memory = firehose.lease(this);
    }

    String address() {
        return address;
    }

    /// Sends until the connection ends.
    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            firehose.admit(this);
            begin();
            stream();
            goodbye(Close.GOING_AWAY, "");
        } catch (XrpcException refusal) {
            refuse(refusal);
        } catch (UncheckedIOException e) {
            wire.abort();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "cannot serve a follower from " + address, e);
            wire.abort();
        } finally {
            readsLog(false);
            fallsBehind();
            memory.close();
        }
    }

    private void refuse(XrpcException refusal) {
        LOG.log(Level.INFO, "a follower from {0} ends: {1}", address, refusal.getMessage());
        try {
            sending(() -> wire.send(List.of(Frames.error(refusal.error(), refusal.getMessage()))));
            goodbye(Close.POLICY, refusal.error());
        } catch (UncheckedIOException e) {
            wire.abort();
        }
    }

    /// Finds the place to begin at: behind the cursor where there is one, else behind everything.
    private void begin() {
        var cursor = firehose.cursor(query);
        LOG.log(Level.INFO, "a follower from {0} begins, cursor {1}", address, String.valueOf(cursor));
        if (cursor == null) {
            position = log.last();
            live = true;
            return;
        }
        if (cursor > log.last()) {
            throw XrpcException.named("FutureCursor", "Cursor in the future.");
        }
        long horizon = log.lastBefore(firehose.horizon());
        if (cursor < horizon) {
            var message = "Requested cursor exceeded limit. Possibly missing events";
            sending(() -> wire.send(List.of(Frames.info("OutdatedCursor", message))));
        }
        position = Math.max(cursor, horizon);
    }

    private void stream() {
        while (!stopping) {
            if (tooSlow) {
                throw consumerTooSlow();
            }
            keepAlive();
            long last = log.last();
            if (position >= last) {
                live = true;
                readsLog(false);
                keepsUp();
                await(last);
            } else if (log.recent().get(position + 1) != null) {
                sendRecent();
            } else {
                readsLog(true);
                sendPage();
            }
        }
    }

    private static XrpcException consumerTooSlow() {
        return XrpcException.named("ConsumerTooSlow", "Stream consumer too slow");
    }

    private void keepAlive() {
        var pong = owedPong.getAndSet(null);
        if (pong != null) {
            sending(() -> wire.pong(pong));
        }
        if (System.nanoTime() - pingedAt >= limits.pingEvery().toNanos()) {
            pingedAt = System.nanoTime();
            sending(wire::ping);
        }
    }

    /// Waits until there is an event after the last one, or something else to do.
    private void await(long last) {
        waiting = true;
        if (log.last() == last && !stopping && owedPong.get() == null) {
            LockSupport.park(this);
        }
        waiting = false;
    }

    private void sendRecent() {
        var recent = log.recent();
        int bytes = 0;
        long at = position;
        for (var event = recent.get(at + 1); event != null && bytes < WRITE_BYTES; event = recent.get(at + 1)) {
            at = event.sequence();
            bytes += event.frame().length;
            batch.add(event.frame());
        }
        sendBatch(at);
    }

    /// What was read of the log behind a number, when the log went up to another.
    private record Page(long after, long last, List<Logged> events, long bytes) {}

    private Page read(long after, long bytesMax) {
        long last = log.last();
        List<Logged> events = log.read(after, PAGE_EVENTS, bytesMax);
        long bytes = 0;
        for (Logged event : events) {
            bytes += event.frame().length;
        }
        return new Page(after, last, events, bytes);
    }

    /// Reads a page for which it holds the memory, or null where it may not have that now. An event may be larger than
    /// the page was meant to be, so only a few followers are between reading and counting at once.
    private @Nullable Page readHeld(long after, long reserved, long bytesMax) {
        Page page;
        firehose.reading().acquireUninterruptibly();
        try {
            page = read(after, bytesMax);
            if (page.bytes <= reserved || memory.tryTake(page.bytes - reserved)) {
                memory.giveBack(reserved - page.bytes);
                return page;
            }
        } finally {
            firehose.reading().release();
        }
        memory.giveBack(reserved);
        return null;
    }

    /// Reads a page, and waits for the memory that it takes: at last for that of one event, which then is there.
    private Page readPage(long after) {
        long wanted = firehose.pageBytes();
        long bytesMax = wanted;
        while (true) {
            Page page = memory.take(wanted) ? readHeld(after, wanted, bytesMax) : null;
            if (page != null) {
                return page;
            }
            if (stopping) {
                return new Page(after, after, List.of(), 0);
            }
            wanted = EVENT_BYTES_MAX;
            bytesMax = ONE_EVENT;
        }
    }

    private @Nullable Page readAhead(long after) {
        long wanted = firehose.pageBytes();
        return memory.tryTake(wanted) ? readHeld(after, wanted, wanted) : null;
    }

    /// The page behind the position. The one behind that is read while this one is sent.
    private Page nextPage() {
        var page = pageAhead == null ? null : pageAhead.join();
        pageAhead = null;
        if (page != null && page.after != position) {
            memory.giveBack(page.bytes);
            page = null;
        }
        if (page == null) {
            page = readPage(position);
        }
        if (!page.events.isEmpty()) {
            long after = page.events.getLast().sequence();
            pageAhead = CompletableFuture.supplyAsync(() -> readAhead(after), firehose.readers());
        }
        return page;
    }

    private void sendPage() {
        var page = nextPage();
        if (log.trimmed() > position) {
            throw consumerTooSlow(); // it may lack some, and will find out with its cursor
        }
        int bytes = 0;
        for (Logged event : page.events) {
            if (stopping) {
                return;
            }
            bytes += event.frame().length;
            batch.add(event.frame());
            if (bytes >= WRITE_BYTES) {
                sendBatch(event.sequence());
                bytes = 0;
            }
        }
        // Where the page is empty, all that there was up to here has been scrubbed.
        sendBatch(page.events.isEmpty() ? page.last : page.events.getLast().sequence());
        memory.giveBack(page.bytes);
    }

    private void sendBatch(long upTo) {
        if (!batch.isEmpty()) {
            List<byte[]> full = batch;
            batch = new ArrayList<>();
            inFlight = full;
            sending(() -> wire.send(full));
            inFlight = List.of();
        }
        position = upTo;
    }

    private void keepsUp() {
        if (!keepsUp.get() && keepsUp.compareAndSet(false, true)) {
            log.recent().join();
        }
    }

    /// Has no recent events kept for its sake, until it has had everything again: what it gets next, it will have to
    /// read of the log, and memory for one that takes nothing would be in the way of those who write.
    private void fallsBehind() {
        if (keepsUp.compareAndSet(true, false)) {
            log.recent().leave();
        }
    }

    /// Sends under the eyes of the crier.
    private void sending(Runnable send) {
        sendingSince = System.nanoTime();
        sending = true;
        send.run();
        sending = false;
    }

    /// Sends the last words. They count as being sent until the client has answered and the connection ends.
    private void goodbye(Close why, String reason) {
        sendingSince = System.nanoTime();
        sending = true;
        wire.close(why, reason);
    }

    private void readsLog(boolean reads) {
        if (reads != readsLog) {
            readsLog = reads;
            firehose.readsLog(reads);
            Page unused = pageAhead == null ? null : pageAhead.join();
            pageAhead = null;
            memory.giveBack(unused == null ? 0 : unused.bytes);
        }
    }

    @Override
    public long waitingNanos() {
        return sending ? Math.max(1, System.nanoTime() - sendingSince) : 0;
    }

    @Override
    public void cut() {
        LOG.log(Level.INFO, "a follower from {0} takes too little while memory is short: ended", address);
        wire.abort();
    }

    /// What it holds because its client takes nothing; empty while that moves.
    List<byte[]> stalled() {
        return waitingNanos() > STALLED_AFTER.toNanos() ? inFlight : List.of();
    }

    /// To be called when there is news.
    void wake() {
        if (waiting) {
            LockSupport.unpark(thread);
        }
    }

    /// To be called when something came from the client.
    public void heard() {
        heardAt = System.nanoTime();
    }

    /// To be called when the client sent a ping.
    public void pinged(byte[] payload) {
        owedPong.set(payload);
        LockSupport.unpark(thread);
    }

    /// Ends it with a goodbye.
    public void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /// To be called when the connection has ended.
    public void left() {
        firehose.leave(this);
    }

    void abort() {
        wire.abort();
    }

    boolean isTooSlow() {
        return tooSlow;
    }

    /// Notes that it counts among the followers.
    void counts() {
        counted.set(true);
    }

    /// Notes that it does not count any more. True if it did.
    boolean countsNoMore() {
        return counted.getAndSet(false);
    }

    /// Has it ping where that is due, and ends it where it is too slow or gone. Called every now and then by the crier.
    void check(long now) {
        if (now - pingedAt >= limits.pingEvery().toNanos()) {
            LockSupport.unpark(thread);
        }
        if (sending && now - sendingSince > STALLED_AFTER.toNanos()) {
            fallsBehind();
        }
        boolean stuck = sending && now - sendingSince > limits.sendingMax().toNanos();
        if (stuck || now - heardAt > limits.silenceMax().toNanos()) {
            LOG.log(Level.INFO, "a follower from {0} takes nothing or is silent: ended", address);
            wire.abort();
        }
        if (!live || log.last() - position <= limits.behindMax()) {
            behindSince = 0;
        } else if (behindSince == 0) {
            behindSince = now;
        } else if (now - behindSince > limits.behindFor().toNanos()) {
            tooSlow = true;
        }
    }
}
