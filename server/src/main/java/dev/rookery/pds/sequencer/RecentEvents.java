package dev.rookery.pds.sequencer;

import dev.rookery.pds.sequencer.EventLog.Logged;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The newest events of a log, in memory and shared by all who follow it, so that news need not be read from the disk.
/// What fell out of it, or was never in it, is in the log. While nobody keeps up with it, nothing is kept.
///
/// Bounded in events and in bytes. Safe for use by several threads; one at a time publishes. Reading takes no lock, so
/// readers slow down nobody.
public final class RecentEvents {
    private static final int EVENTS_MAX = 1 << 14;
    /// So little that what is kept is dropped again before the collector moves it to the old generation, which would
    /// grow.
    private static final long BYTES_MAX = 2L << 20;

    private final long bytesMax;
    /// Each event at its number modulo the length.
    private final AtomicReferenceArray<@Nullable Logged> slots;
    private final Deque<Logged> kept = new ArrayDeque<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long bytes;
    private int followers;
    private volatile boolean followed;

    public RecentEvents() {
        this(EVENTS_MAX, BYTES_MAX);
    }

    /// @param eventsMax a power of two
    public RecentEvents(int eventsMax, long bytesMax) {
        this.slots = new AtomicReferenceArray<>(eventsMax);
        this.bytesMax = bytesMax;
    }

    /// Has a listener called after each publication, by the thread that publishes: it must not wait for anything.
    public void onNews(Runnable listener) {
        listeners.add(listener);
    }

    /// To be called by somebody who has had all there was, and then looks into the log for what is not here.
    public void join() {
        synchronized (kept) {
            followers++;
            followed = true;
        }
    }

    /// To be called by somebody who joined and keeps up no more.
    public void leave() {
        synchronized (kept) {
            followers--;
            followed = followers > 0;
            if (!followed) {
                clear();
            }
        }
    }

    /// Whether it is worth while to publish events, and not only that there are some.
    public boolean isFollowed() {
        return followed;
    }

    /// Takes in events that have become durable, with rising numbers.
    public void publish(List<Logged> events) {
        synchronized (kept) {
            for (var event : events) {
                slots.set(slot(event.sequence()), event);
                kept.add(event);
                bytes += event.frame().length;
                while (kept.size() > slots.length() || bytes > bytesMax) {
                    dropOldest();
                }
            }
        }
        listeners.forEach(Runnable::run);
    }

    private void dropOldest() {
        var oldest = kept.remove();
        bytes -= oldest.frame().length;
        slots.compareAndSet(slot(oldest.sequence()), oldest, null);
    }

    /// Forgets everything.
    public void clear() {
        synchronized (kept) {
            while (!kept.isEmpty()) {
                dropOldest();
            }
        }
    }

    /// The event with this number, or null if it is not kept here.
    public @Nullable Logged get(long sequence) {
        var event = slots.get(slot(sequence));
        return event != null && event.sequence() == sequence ? event : null;
    }

    private int slot(long sequence) {
        return (int) (sequence & (slots.length() - 1));
    }
}
