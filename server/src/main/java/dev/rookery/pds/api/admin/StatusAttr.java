package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Datetime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.defs#statusAttr`: whether something holds, and on whose word.
record StatusAttr(boolean applied, @Nullable String ref) {
    static StatusAttr ofRef(@Nullable String ref) {
        return new StatusAttr(ref != null, ref);
    }

    /// What is stored for it: the reference, made up where none was given, or null where it does not hold.
    @Nullable
    String stored(Instant now) {
        if (!applied) {
            return null;
        }
        return ref == null || ref.isEmpty() ? Datetime.of(now).text() : ref;
    }
}
