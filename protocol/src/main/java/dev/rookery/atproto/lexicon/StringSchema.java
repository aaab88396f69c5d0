package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text within limits and of a format, or one of `allowed` if that is not empty. Known values limit nothing.
public record StringSchema(
        @Nullable StringFormat format,
        TextLimits limits,
        List<String> allowed,
        List<String> knownValues,
        @Nullable DataString defaultValue)
        implements Schema {

    public StringSchema {
        allowed = List.copyOf(allowed);
        knownValues = List.copyOf(knownValues);
    }

    @Override
    public @Nullable Issue check(DataValue value) {
        if (!allowed.isEmpty()) {
            return value instanceof DataString(String it) && allowed.contains(it)
                    ? null
                    : Issue.value(allowed.stream().map(Preview::of).toList(), value);
        }
        if (!(value instanceof DataString(String text))) {
            return Issue.type("string", value);
        }
        var issue = limits.check(text);
        if (issue == null && format != null && !format.accepts(text)) {
            return Issue.format(format.description(), text);
        }
        return issue;
    }
}
