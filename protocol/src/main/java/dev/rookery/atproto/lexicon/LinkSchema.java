package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataValue;
import org.jspecify.annotations.Nullable;

/// A link to a block (`cid-link`).
public record LinkSchema() implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        return value instanceof DataLink ? null : Issue.type("cid", value);
    }
}
