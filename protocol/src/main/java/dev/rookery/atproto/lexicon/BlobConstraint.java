package dev.rookery.atproto.lexicon;

import java.util.List;

/// What blobs a schema takes at one place: media types (`image/png`, `image/*`, `*/*`; empty for all) and
/// bytes.
public record BlobConstraint(List<String> accept, long sizeMax) {
    /// Any blob, as where no schema is known.
    public static final BlobConstraint NONE = new BlobConstraint(List.of(), Long.MAX_VALUE);

    public BlobConstraint {
        accept = List.copyOf(accept);
    }

    public boolean accepts(String mimeType) {
        return accept.isEmpty() || accept.stream().anyMatch(pattern -> MediaTypes.matches(pattern, mimeType));
    }
}
