package dev.rookery.pds.sequencer;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Announces what happens to accounts. Each call returns when the event is durable.
///
/// Commits are not announced here: they go into the log with the repository's own write.
public final class Sequencer {
    private final EventLog log;
    private final InstantSource clock;

    public Sequencer(EventLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /// The identity behind an account may have changed.
    public void identity(Did did, @Nullable Handle handle) {
        log.append(List.of(Events.identity(did, handle, clock.instant())));
    }

    /// An account became active, or stopped being so.
    ///
    /// @param inactive why it is not active, or null where it is
    public void account(Did did, Events.@Nullable Inactive inactive) {
        log.append(List.of(Events.account(did, inactive, clock.instant())));
    }

    /// Several events about one account that belong together.
    public void append(List<EventFrame> events) {
        log.append(events);
    }

    /// The number of the newest event.
    public long last() {
        return log.last();
    }
}
