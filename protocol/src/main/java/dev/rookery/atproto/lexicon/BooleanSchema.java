package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// True or false, or only one of them where `constant` is set.
public record BooleanSchema(
        @Nullable Boolean constant, @Nullable DataBoolean defaultValue) implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        if (constant != null) {
            return value instanceof DataBoolean it && it.value() == constant
                    ? null
                    : Issue.value(List.of(constant.toString()), value);
        }
        return value instanceof DataBoolean ? null : Issue.type("boolean", value);
    }
}
