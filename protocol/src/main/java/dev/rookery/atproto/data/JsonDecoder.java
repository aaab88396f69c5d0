package dev.rookery.atproto.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Reads values from the tokens of a JSON parser.
///
/// The parser is trusted with the grammar only: that its input is UTF-8, that keys are there once, and that escapes
/// make whole characters is checked here.
final class JsonDecoder {
    private static final int TEXT_LENGTH_MAX = 20_000_000;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DagCbor.DEPTH_MAX)
                    .maxStringLength(TEXT_LENGTH_MAX)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final boolean checksText;

    JsonDecoder(JsonParser parser, boolean checksText) {
        this.parser = parser;
        this.checksText = checksText;
    }

    static DataValue decode(byte[] json, int offset, int length) {
        if (!Utf8.isValid(json, offset, length)) {
            throw new InvalidDataException("Invalid JSON: not UTF-8");
        }
        if (length >= 2 && (json[offset] == 0 || json[offset + 1] == 0)) {
            // What the parser would take for UTF-16 or UTF-32.
            throw new InvalidDataException("Invalid JSON: not UTF-8");
        }
        try (var parser = FACTORY.createParser(json, offset, length)) {
            if (parser.nextToken() == null) {
                throw new InvalidDataException("Invalid JSON: nothing there");
            }
            var value = new JsonDecoder(parser, Utf8.mayEscapeSurrogate(json, offset, length)).read();
            if (parser.nextToken() != null) {
                throw new InvalidDataException("Invalid JSON: something follows the value");
            }
            return value;
        } catch (IOException e) {
            throw invalid(e);
        }
    }

    DataValue read() {
        try {
            return readValue(parser.currentToken(), 1);
        } catch (IOException e) {
            throw invalid(e);
        }
    }

    private DataValue readValue(@Nullable JsonToken token, int depth) throws IOException {
        return switch (token) {
            case VALUE_STRING -> new DataString(checked(parser.getText()));
            case START_OBJECT -> readObject(depth);
            case START_ARRAY -> readArray(depth);
            case VALUE_NUMBER_INT -> readInteger();
            case VALUE_NUMBER_FLOAT -> readFloat();
            case VALUE_TRUE -> DataBoolean.TRUE;
            case VALUE_FALSE -> DataBoolean.FALSE;
            case VALUE_NULL -> DataNull.NULL;
            case null, default -> throw new InvalidDataException("Invalid JSON: no value" + where());
        };
    }

    private DataList readArray(int depth) throws IOException {
        DagCbor.checkDepth(depth);
        var items = new ArrayList<DataValue>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(readValue(token, depth + 1));
        }
        return items.isEmpty() ? DataList.EMPTY : new DataList(items);
    }

    private DataValue readObject(int depth) throws IOException {
        DagCbor.checkDepth(depth);
        var builder = new DataMapBuilder();
        boolean special = false;
        for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            builder.put(checkedKey(key), readValue(parser.nextToken(), depth + 1));
            special |= key.startsWith("$");
        }
        if (parser.currentToken() != JsonToken.END_OBJECT) {
            throw new InvalidDataException("Invalid JSON: an object that does not end" + where());
        }
        var map = builder.build();
        return special ? readSpecial(map) : Blobs.recognize(map);
    }

    /// Reads what an object with a key that begins with a dollar sign stands for.
    private DataValue readSpecial(DataMap map) {
        var link = map.get("$link");
        if (link != null) {
            return readLink(map, link);
        }
        var bytes = map.get("$bytes");
        if (bytes != null) {
            return readBytes(map, bytes);
        }
        var type = map.get("$type");
        if (type == null) {
            return map;
        }
        if (!(type instanceof DataString(String name)) || name.isEmpty()) {
            throw new InvalidDataException("Invalid $type: it must be text and not empty" + where());
        }
        var value = Blobs.recognize(map);
        if (name.equals("blob") && !(value instanceof Blob)) {
            throw new InvalidDataException("Invalid blob reference" + where());
        }
        return value;
    }

    private DataLink readLink(DataMap map, DataValue link) {
        try {
            if (map.size() == 1 && link instanceof DataString(String text)) {
                return new DataLink(Cid.parse(text));
            }
        } catch (InvalidCidException e) {
            throw new InvalidDataException("Invalid $link: " + e.getMessage() + where(), e);
        }
        throw new InvalidDataException("Invalid $link" + where());
    }

    private DataBytes readBytes(DataMap map, DataValue bytes) {
        try {
            if (map.size() == 1 && bytes instanceof DataString(String text)) {
                return DataBytes.owning(Base64.getDecoder().decode(text));
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("Invalid $bytes: not base64" + where(), e);
        }
        throw new InvalidDataException("Invalid $bytes" + where());
    }

    private DataInteger readInteger() throws IOException {
        var type = parser.getNumberType();
        if (type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG) {
            long value = parser.getLongValue();
            if (Math.abs(value) <= DataInteger.JSON_SAFE_MAX && value != Long.MIN_VALUE) {
                return new DataInteger(value);
            }
        }
        throw new InvalidDataException("Invalid integer: beyond ±" + DataInteger.JSON_SAFE_MAX + where());
    }

    private DataInteger readFloat() throws IOException {
        double value = parser.getDoubleValue();
        if (value != Math.rint(value) || Math.abs(value) > DataInteger.JSON_SAFE_MAX) {
            throw new InvalidDataException("Invalid non-integer number: " + value + where());
        }
        return new DataInteger((long) value);
    }

    private String checkedKey(String key) {
        if (key.equals("__proto__")) {
            // A name that software in JavaScript, most of the network's, cannot take.
            throw new InvalidDataException("Invalid key: __proto__" + where());
        }
        return checked(key);
    }

    private String checked(String text) {
        if (checksText && Utf8.hasLoneSurrogate(text)) {
            throw new InvalidDataException("Invalid text: half a surrogate pair" + where());
        }
        return text;
    }

    /// Names the place in the JSON for a message.
    private String where() {
        var path = parser.getParsingContext().pathAsPointer().toString();
        return path.isEmpty() ? "" : " (at " + path + ")";
    }

    private static InvalidDataException invalid(IOException e) {
        var message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return new InvalidDataException("Invalid JSON: " + message, e);
    }
}
