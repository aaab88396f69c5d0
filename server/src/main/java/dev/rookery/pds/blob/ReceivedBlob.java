package dev.rookery.pds.blob;

import dev.rookery.atproto.cid.Cid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A blob that was received and is temporary so far.
///
/// @param temporaryKey the key to make it permanent with
/// @param mediaType what its first bytes say it is, or null where they say nothing
public record ReceivedBlob(
        String temporaryKey, Cid cid, long size, @Nullable String mediaType) {
    /// How long a blob waits for a record to name it. The protocol asks for an hour at least; this leaves time for
    /// a post that is written slowly.
    public static final Duration KEPT = Duration.ofHours(6);

    /// Returns what it is: by its content, or else by what the client says.
    public String mediaTypeOr(String declared) {
        return mediaType == null ? declared : mediaType;
    }
}
