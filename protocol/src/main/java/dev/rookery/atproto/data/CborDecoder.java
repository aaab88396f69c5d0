package dev.rookery.atproto.data;

import java.util.Arrays;

/// Reads whole values with a [CborReader].
final class CborDecoder {
    /// As many items as a header may announce for room to be made before they are there.
    private static final int TRUSTED_MAX = 64;

    private CborDecoder() {}

    static DataValue read(CborReader reader, int depth) {
        return switch (reader.peek()) {
            case TEXT -> new DataString(reader.text());
            case MAP -> readMap(reader, depth);
            case INTEGER -> new DataInteger(reader.integer());
            case LIST -> readList(reader, depth);
            case LINK -> new DataLink(reader.link());
            case BYTES -> DataBytes.owning(reader.bytes());
            case BOOLEAN -> DataBoolean.of(reader.bool());
            case NULL -> {
                reader.nul();
                yield DataNull.NULL;
            }
        };
    }

    private static DataValue readMap(CborReader reader, int depth) {
        DagCbor.checkDepth(depth);
        int size = reader.mapHeader();
        var keys = new String[Math.min(size, TRUSTED_MAX)];
        var values = new DataValue[keys.length];
        int previous = CborReader.NO_KEY;
        for (int i = 0; i < size; i++) {
            if (i == keys.length) {
                keys = Arrays.copyOf(keys, grown(i, size));
                values = Arrays.copyOf(values, keys.length);
            }
            int start = reader.position();
            keys[i] = reader.key(previous);
            previous = start;
            values[i] = read(reader, depth + 1);
        }
        return Blobs.recognize(new DataMap(keys, values));
    }

    private static DataList readList(CborReader reader, int depth) {
        DagCbor.checkDepth(depth);
        int size = reader.arrayHeader();
        var items = new DataValue[Math.min(size, TRUSTED_MAX)];
        for (int i = 0; i < size; i++) {
            if (i == items.length) {
                items = Arrays.copyOf(items, grown(i, size));
            }
            items[i] = read(reader, depth + 1);
        }
        return DataList.of(items);
    }

    private static int grown(int length, int size) {
        return Math.min(size, length * 2);
    }
}
