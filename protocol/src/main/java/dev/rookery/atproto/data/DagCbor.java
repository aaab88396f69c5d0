package dev.rookery.atproto.data;

/// Values to canonical DAG-CBOR and back.
public final class DagCbor {
    /// How deep lists and maps may nest.
    public static final int DEPTH_MAX = 128;

    /// How many bytes an encoded value may have: more than any record, node or event frame needs.
    public static final int SIZE_MAX = 8 << 20;

    private DagCbor() {}

    public static byte[] encode(DataValue value) {
        var writer = new CborWriter();
        encode(value, writer);
        return writer.toByteArray();
    }

    public static void encode(DataValue value, CborWriter writer) {
        CborEncoder.write(value, writer, 1);
        if (writer.size() > SIZE_MAX) {
            throw new InvalidDataException("A value of more than " + SIZE_MAX + " bytes");
        }
    }

    /// Decodes the one value that `bytes` are.
    public static DataValue decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    public static DataValue decode(byte[] buffer, int offset, int length) {
        var reader = reader(buffer, offset, length);
        var value = CborDecoder.read(reader, 1);
        reader.end();
        return value;
    }

    /// Decodes bytes that are a map, .
    public static DataMap decodeMap(byte[] bytes) {
        return decodeMap(bytes, 0, bytes.length);
    }

    public static DataMap decodeMap(byte[] buffer, int offset, int length) {
        return asMap(decode(buffer, offset, length));
    }

    /// Reads the next value of a reader, with all that it holds.
    public static DataValue read(CborReader reader) {
        return CborDecoder.read(reader, 1);
    }

    static DataMap asMap(DataValue value) {
        return switch (value) {
            case DataMap map -> map;
            case Blob blob -> blob.toMap();
            case LegacyBlob blob -> blob.toMap();
            default -> throw new InvalidDataException("Not a map");
        };
    }

    private static CborReader reader(byte[] buffer, int offset, int length) {
        if (length > SIZE_MAX) {
            throw new InvalidDataException("A value of more than " + SIZE_MAX + " bytes");
        }
        return new CborReader(buffer, offset, length);
    }

    static void checkDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw new InvalidDataException("Nested more than " + DEPTH_MAX + " deep");
        }
    }
}
