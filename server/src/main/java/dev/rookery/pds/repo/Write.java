package dev.rookery.pds.repo;

import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import org.jspecify.annotations.Nullable;

/// One record to be written.
public sealed interface Write {
    Nsid collection();

    RecordKey rkey();

    /// The record's key in the tree.
    default String path() {
        return collection().text() + '/' + rkey().text();
    }

    /// A record that must not exist yet.
    ///
    /// @param replacing whether records of the same collection and subject give way, where there may be but one
    record Create(Nsid collection, RecordKey rkey, PreparedRecord record, boolean replacing) implements Write {}

    /// A record that must exist.
    record Update(Nsid collection, RecordKey rkey, PreparedRecord record) implements Write {}

    /// A record that may exist.
    record Put(
            Nsid collection,
            RecordKey rkey,
            PreparedRecord record,
            @Nullable Swap swap) implements Write {}

    /// A record that shall be gone.
    ///
    /// @param mustExist whether it is an error if there is none
    record Delete(Nsid collection, RecordKey rkey, @Nullable Swap swap, boolean mustExist) implements Write {}
}
