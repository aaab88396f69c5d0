package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataValue;
import org.jspecify.annotations.Nullable;

/// Bytes without structure, of limited length.
public record BytesSchema(long lengthMin, long lengthMax) implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        if (!(value instanceof DataBytes bytes)) {
            return Issue.type("bytes", value);
        }
        if (bytes.size() < lengthMin) {
            return Issue.tooSmall("bytes", lengthMin, bytes.size());
        }
        return bytes.size() > lengthMax ? Issue.tooBig("bytes", lengthMax, bytes.size()) : null;
    }
}
