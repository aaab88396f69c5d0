package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataMapBuilder;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a method: booleans, integers, texts and lists of one of these.
public record ParametersSchema(ObjectSchema schema) {
    private static final int LONG_DIGITS_SURE = 18;

    /// Puts what `raw` holds into `decoded`. Returns the first thing that cannot be read as what it is to be.
    ///
    /// This comes before all other checks, so that a misspelled number is complained about and not what it
    /// would have meant.
    @Nullable
    Issue decode(Map<String, List<String>> raw, DataMapBuilder decoded) {
        for (var parameter : raw.entrySet()) {
            var property = schema.property(parameter.getKey());
            var issue = property == null ? null : decode(property, parameter.getValue(), decoded);
            if (issue != null) {
                return issue.under(parameter.getKey());
            }
        }
        return null;
    }

    private static @Nullable Issue decode(ObjectSchema.Property property, List<String> raw, DataMapBuilder decoded) {
        boolean isList = property.schema() instanceof ArraySchema;
        var item = property.schema() instanceof ArraySchema array ? array.items() : property.schema();
        var values = new ArrayList<DataValue>(raw.size());
        for (var text : raw) {
            if (!text.isEmpty()) {
                var value = decodeOne(item, text);
                if (value instanceof DataString && isClosed(item)) {
                    var issue = item.check(value);
                    if (issue != null) {
                        return issue;
                    }
                }
                values.add(value);
            }
        }
        if (!values.isEmpty()) {
            decoded.put(property.name(), isList || values.size() > 1 ? new DataList(values) : values.getFirst());
        }
        return null;
    }

    /// Whether not every text can be read as a value of the schema.
    private static boolean isClosed(Schema schema) {
        return !(schema instanceof StringSchema string) || !string.allowed().isEmpty();
    }

    DataMap complete(DataMap decoded) {
        return (DataMap) schema.complete(decoded);
    }

    private static DataValue decodeOne(Schema schema, String text) {
        return switch (schema) {
            case IntegerSchema _ when isInteger(text) -> new DataInteger(Long.parseLong(text));
            case BooleanSchema _
            when text.equals("true") || text.equals("false") -> DataBoolean.of(text.equals("true"));
            default -> new DataString(text);
        };
    }

    /// Numbers with more digits than any that JSON can carry are none.
    private static boolean isInteger(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        int digits = text.length() - start;
        return digits > 0
                && digits <= LONG_DIGITS_SURE
                && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }
}
