package dev.rookery.pds.sequencer;

import java.util.List;

/// The numbered, durable list of events.
///
/// Promises that every implementation keeps (`RepoStoreContract` tests each):
///
/// - **Durable.** When [#append] returns, the events survive a crash.
/// - **Rising.** Numbers rise by one from event to event, and are never used twice: not after a restart, not after
///   old events were trimmed.
/// - **Whole.** [#read] never shows an event before all with lower numbers.
///
/// Safe for use by several threads.
public interface EventLog {
    /// One event with its number; the frame is not to be changed.
    record Logged(long sequence, byte[] frame) {}

    /// Appends events that belong together, in this order. Returns the number of the last one.
    long append(List<EventFrame> events);

    /// The number of the newest event, or 0 before the first.
    long last();

    /// The events behind a number, oldest first, at most `limit` of them.
    List<Logged> read(long after, int limit);
}
