package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a method: booleans, integers, texts and lists of one of these.
public record ParametersSchema(ObjectSchema schema) {
    private static final int LONG_DIGITS_SURE = 18;

    /// Decodes what can be decoded and fills in defaults. Text that is not of its parameter's type stays text, so
    /// that the schema says what is wrong with it.
    DataMap decode(Map<String, List<String>> raw) {
        var map = DataMap.builder();
        for (var property : schema.properties()) {
            var value = decode(property.schema(), raw.getOrDefault(property.name(), List.of()));
            if (value != null) {
                map.put(property.name(), value);
            }
        }
        return map.build();
    }

    private static @Nullable DataValue decode(Schema schema, List<String> raw) {
        var item = schema instanceof ArraySchema array ? array.items() : schema;
        var values = raw.stream()
                .filter(text -> !text.isEmpty())
                .map(text -> decodeOne(item, text))
                .toList();
        if (values.isEmpty()) {
            return schema.defaultValue();
        }
        return schema instanceof ArraySchema || values.size() > 1 ? new DataList(values) : values.getFirst();
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
