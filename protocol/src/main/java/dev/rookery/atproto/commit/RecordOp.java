package dev.rookery.atproto.commit;

import dev.rookery.atproto.cid.Cid;
import org.jspecify.annotations.Nullable;

/// One record's change in a commit. The action follows from what was and what is.
///
/// @param path the record's key in the tree, `collection/rkey`
/// @param cid the record as it is now, or null where it was deleted
/// @param prev the record as it was, or null where it is new; never null together with `cid`
public record RecordOp(
        String path, @Nullable Cid cid, @Nullable Cid prev) {
    /// What happened to the record, by its name on the wire.
    public String action() {
        return prev == null ? "create" : cid == null ? "delete" : "update";
    }
}
