package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.LegacyBlob;
import org.jspecify.annotations.Nullable;

/// Any map, whatever is in it (`unknown`).
public record UnknownSchema() implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        // What an old blob reference is made of may just as well be a map that has the same two keys.
        return value instanceof DataMap || value instanceof LegacyBlob ? null : Issue.type("object", value);
    }
}
