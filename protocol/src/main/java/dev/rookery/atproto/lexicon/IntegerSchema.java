package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An integer that JSON can carry, within bounds, or one of `allowed` if that is not empty.
public record IntegerSchema(
        long minimum,
        long maximum,
        List<Long> allowed,
        @Nullable DataInteger defaultValue) implements Schema {
    private static final long SAFE_MAX = (1L << 53) - 1;

    public IntegerSchema {
        allowed = List.copyOf(allowed);
    }

    @Override
    public @Nullable Issue check(DataValue value) {
        if (!allowed.isEmpty()) {
            return value instanceof DataInteger(long it) && allowed.contains(it)
                    ? null
                    : Issue.value(allowed.stream().map(String::valueOf).toList(), value);
        }
        if (!(value instanceof DataInteger(long number)) || number > SAFE_MAX || number < -SAFE_MAX) {
            return Issue.type("integer", value);
        }
        if (number < minimum) {
            return Issue.tooSmall("integer", minimum, number);
        }
        return number > maximum ? Issue.tooBig("integer", maximum, number) : null;
    }
}
