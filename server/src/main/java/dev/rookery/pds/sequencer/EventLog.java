package dev.rookery.pds.sequencer;

import dev.rookery.atproto.syntax.Did;
import java.time.Instant;
import java.util.List;

/// The numbered, durable list of events.
///
/// Promises that every implementation keeps (`RepoStoreContract` tests each):
///
/// - **Durable.** When [#append] returns, the events survive a crash.
/// - **Rising.** Numbers rise by one from event to event while the log is open, and go on from the clock, in
///   microseconds since 1970, when it is opened: they are never used twice, also where the data is that of an older
///   copy ([ADR 13](../../../../../../../../docs/decisions/0013-sequence-starts-at-the-clock.md)). They stay below
///   2^53, where the network's other languages count exactly.
/// - **Whole.** [#read] never shows an event before all with lower numbers, and none before it is durable. What was
///   trimmed or scrubbed leaves a gap.
///
/// Safe for use by several threads.
public interface EventLog {
    /// The lowest number there can be: from here on all take the same room in a frame. The clock is far past it.
    long SEQUENCE_MIN = 1L << 32;

    /// The highest number there can be.
    long SEQUENCE_MAX = (1L << 53) - 1;

    /// One event with its number; the frame is not to be changed.
    record Logged(long sequence, byte[] frame) {}

    /// Appends events that belong together, in this order. Returns the number of the last one.
    long append(List<EventFrame> events);

    /// The highest number that no event to come will have: the newest event's, or where the clock stood at the start.
    long last();

    /// The events behind a number, oldest first: at most `limit`, and no more once they have `bytes` together.
    List<Logged> read(long after, int limit, long bytes);

    /// The newest events, in memory.
    RecentEvents recent();

    /// The number behind which the events of a time and later stand: that of the newest one before it, be it trimmed
    /// or not, or 0.
    long lastBefore(Instant time);

    /// The number up to which events have been trimmed, or 0. What was read behind a lower number may lack some.
    long trimmed();

    /// Hides an account's events below a number, at once and for good.
    void scrub(Did did, long below);

    /// Deletes the events before a time, and those that were scrubbed. Takes its time; nobody waits for it.
    void clean(Instant before);
}
