package dev.rookery.atproto.data;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Values to JSON and back, and DAG-CBOR to JSON without making values of it.
///
/// Strict: duplicate keys, floats, integers that JSON does not carry safely, halves of surrogate pairs, and objects
/// with `$link`, `$bytes` or the type `blob` that are not what these say are refused. A number that is written as a
/// float and is an integer, such as `1.0`, is that integer, as for the network's other software.
public final class DataJson {
    private DataJson() {}

    /// Parses the one value that `json` is.
    public static DataValue parse(byte[] json) {
        return parse(json, 0, json.length);
    }

    public static DataValue parse(byte[] json, int offset, int length) {
        return JsonDecoder.decode(json, offset, length);
    }

    /// Returns about the most memory that parsing `json` takes: its text says little about that, because three bytes of
    /// it may become fifty. Does not care whether it is JSON.
    public static long memory(byte[] json) {
        return JsonMemory.estimate(json);
    }

    public static DataValue parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Parses JSON that is an object.
    public static DataMap parseMap(byte[] json) {
        return DagCbor.asMap(parse(json));
    }

    public static DataMap parseMap(String json) {
        return DagCbor.asMap(parse(json));
    }

    /// Reads the value whose first token a parser is at, and leaves the parser at its last token.
    ///
    /// @throws InvalidDataException if it does not fit the data model, or is no JSON
    public static DataValue read(JsonParser parser) {
        return new JsonDecoder(parser, true).read();
    }

    public static void write(DataValue value, JsonGenerator generator) throws IOException {
        var cbor = new CborWriter();
        DagCbor.encode(value, cbor);
        writeCbor(cbor.toByteArray(), generator);
    }

    /// Writes a value that is encoded as DAG-CBOR.
    ///
    /// @throws InvalidDataException if it is not canonical
    public static void writeCbor(byte[] cbor, JsonGenerator generator) throws IOException {
        var json = new JsonBuffer(capacity(cbor.length));
        CborToJson.append(cbor, 0, cbor.length, json);
        generator.writeRawValue(json);
    }

    /// Appends a value that is encoded as DAG-CBOR.
    ///
    /// @throws InvalidDataException if it is not canonical
    public static void appendCbor(byte[] cbor, int offset, int length, JsonBuffer json) {
        CborToJson.append(cbor, offset, length, json);
    }

    /// Returns the JSON of a value that is encoded as DAG-CBOR.
    public static byte[] fromCbor(byte[] cbor) {
        var json = new JsonBuffer(capacity(cbor.length));
        CborToJson.append(cbor, 0, cbor.length, json);
        return json.toByteArray();
    }

    /// Returns the most bytes that a value encoded as DAG-CBOR has in JSON, without writing it.
    ///
    /// @throws InvalidDataException if it is no DAG-CBOR
    public static long lengthMax(byte[] cbor) {
        return JsonLength.max(cbor);
    }

    /// Returns the DAG-CBOR of the one value that `json` is.
    public static byte[] toCbor(byte[] json) {
        return DagCbor.encode(parse(json));
    }

    public static byte[] toBytes(DataValue value) {
        return fromCbor(DagCbor.encode(value));
    }

    public static String toString(DataValue value) {
        return new String(toBytes(value), StandardCharsets.UTF_8);
    }

    private static int capacity(int cborLength) {
        return cborLength + cborLength / 4 + 64;
    }
}
