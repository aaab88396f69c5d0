package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of limited length whose items all have one schema.
public record ArraySchema(Schema items, long lengthMin, long lengthMax) implements Schema {
    @Override
    public @Nullable Issue check(DataValue value) {
        if (!(value instanceof DataList(List<DataValue> list))) {
            return Issue.type("array", value);
        }
        int size = list.size();
        if (size < lengthMin) {
            return Issue.tooSmall("array", lengthMin, size);
        }
        if (size > lengthMax) {
            return Issue.tooBig("array", lengthMax, size);
        }
        for (int i = 0; i < size; i++) {
            var issue = items.check(list.get(i));
            if (issue != null) {
                return issue.under(i);
            }
        }
        return null;
    }

    @Override
    public DataValue complete(DataValue value) {
        return value instanceof DataList(List<DataValue> list)
                ? new DataList(list.stream().map(items::complete).toList())
                : value;
    }
}
