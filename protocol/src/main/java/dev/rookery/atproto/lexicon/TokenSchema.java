package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A symbol: text that is its own full name, such as `com.atproto.moderation.defs#reasonSpam`.
public record TokenSchema(String name) implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        if (!(value instanceof DataString(String text))) {
            return Issue.type("token", value);
        }
        return text.equals(name) ? null : Issue.value(List.of(Preview.of(name)), value);
    }
}
