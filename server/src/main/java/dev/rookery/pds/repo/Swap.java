package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A condition on a record as it is now.
///
/// @param expected its CID, or null if it must not exist
public record Swap(@Nullable Cid expected) {
    /// Whether the condition holds, or there is none.
    static boolean holds(@Nullable Swap swap, @Nullable Cid current) {
        return swap == null || Objects.equals(swap.expected, current);
    }
}
