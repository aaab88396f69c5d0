package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import org.jspecify.annotations.Nullable;

/// A node that is not loaded: its CID and layer, and where it stands in key order, for stores that keep nodes by place.
///
/// @param layer its layer, or [#LAYER_UNKNOWN] for a root
/// @param first the smallest key of its subtree, where that is known
/// @param after the key right before its subtree, where `first` is not known; both are null where nothing is known
public record Stub(
        Cid cid,
        int layer,
        @Nullable String first,
        @Nullable String after) implements Subtree {
    /// A root's layer is known only once it is loaded.
    public static final int LAYER_UNKNOWN = -1;

    /// The stub of a root.
    public static Stub root(Cid cid) {
        return new Stub(cid, LAYER_UNKNOWN, null, null);
    }
}
