package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.repo.WriteOutcome;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// The commit that a write made, as `com.atproto.repo.defs#commitMeta`.
public record CommitMeta(Cid cid, Tid rev) {
    /// Returns the commit, or null if there was nothing to do; throws where the write was refused.
    static @Nullable CommitMeta of(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Committed(Cid commit, Tid rev) -> new CommitMeta(commit, rev);
            case WriteOutcome.Unchanged() -> null;
            case WriteOutcome.StaleCommit(Cid current) ->
                throw XrpcException.named("InvalidSwap", "Commit was at " + current);
            case WriteOutcome.StaleRecord(String path, @Nullable Cid current) ->
                throw XrpcException.named("InvalidSwap", "Record was at " + current);
            case WriteOutcome.Refused(WriteOutcome.Reason reason, String message) ->
                throw XrpcException.named(name(reason), message);
        };
    }

    private static String name(WriteOutcome.Reason reason) {
        return switch (reason) {
            case BLOB_NOT_FOUND -> "BlobNotFound";
            case BLOB_TYPE -> "InvalidMimeType";
            case BLOB_SIZE -> "InvalidSize";
            case NO_REPO, TOO_MANY_WRITES, EVENT_TOO_LARGE, DUPLICATE_KEY, RECORD_EXISTS, RECORD_MISSING -> //
                "InvalidRequest";
        };
    }
}
