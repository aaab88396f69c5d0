package dev.rookery.pds.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties of a token's header or payload. Only strings and numbers have a value here; of others it is known
/// that they are there.
final class Claims {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Object OTHER = new Object();

    private final Map<String, Object> values;

    private Claims(Map<String, Object> values) {
        this.values = values;
    }

    /// @throws InvalidTokenException if the bytes are not one JSON object
    static Claims parse(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidTokenException("not an object");
            }
            Map<String, Object> values = new HashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                values.put(name, value(parser));
            }
            if (parser.nextToken() != null) {
                throw new InvalidTokenException("more than an object");
            }
            return new Claims(values);
        } catch (IOException e) {
            throw new InvalidTokenException("not JSON");
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> {
                parser.skipChildren();
                yield OTHER;
            }
        };
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /// The string, or null if there is none of this name.
    @Nullable
    String text(String name) {
        return values.get(name) instanceof String text ? text : null;
    }

    /// The number, or null if there is none of this name.
    @Nullable
    Double number(String name) {
        return values.get(name) instanceof Double number ? number : null;
    }
}
