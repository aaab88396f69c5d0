package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Tid;
import org.jspecify.annotations.Nullable;

/// What came of [RepoService#apply]: every case that a caller must tell apart.
public sealed interface WriteOutcome {
    /// The writes are durable.
    record Committed(Cid commit, Tid rev) implements WriteOutcome {}

    /// Everything was already as asked for, so there is no commit.
    record Unchanged() implements WriteOutcome {}

    /// The repository was not at the commit that the caller expected.
    record StaleCommit(Cid current) implements WriteOutcome {}

    /// A record was not what the caller expected.
    record StaleRecord(String path, @Nullable Cid current) implements WriteOutcome {}

    /// The writes cannot be made. Nothing was changed.
    record Refused(Reason reason, String message) implements WriteOutcome {}

    /// Why writes cannot be made.
    enum Reason {
        NO_REPO,
        TOO_MANY_WRITES,
        EVENT_TOO_LARGE,
        DUPLICATE_KEY,
        RECORD_EXISTS,
        RECORD_MISSING,
        BLOB_NOT_FOUND,
        BLOB_TYPE,
        BLOB_SIZE
    }
}
