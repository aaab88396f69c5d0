package dev.rookery.atproto.data;

/// Writes whole values with a [CborWriter].
final class CborEncoder {
    private CborEncoder() {}

    static void write(DataValue value, CborWriter writer, int depth) {
        switch (value) {
            case DataString(String text) -> writer.text(text);
            case DataMap map -> writeMap(map, writer, depth);
            case DataInteger(long number) -> writer.integer(number);
            case DataList list -> writeList(list, writer, depth);
            case DataLink(var cid) -> writer.link(cid);
            case DataBytes bytes -> writer.bytes(bytes.shared());
            case DataBoolean bool -> writer.bool(bool.value());
            case DataNull _ -> writer.nul();
            case Blob blob -> writeBlob(blob, writer, depth);
            case LegacyBlob blob -> writeLegacyBlob(blob, writer, depth);
        }
    }

    private static void writeMap(DataMap map, CborWriter writer, int depth) {
        DagCbor.checkDepth(depth);
        int size = map.size();
        writer.mapHeader(size);
        for (int i = 0; i < size; i++) {
            writer.text(map.keyAt(i));
            write(map.valueAt(i), writer, depth + 1);
        }
    }

    private static void writeList(DataList list, CborWriter writer, int depth) {
        DagCbor.checkDepth(depth);
        int size = list.size();
        writer.arrayHeader(size);
        for (int i = 0; i < size; i++) {
            write(list.get(i), writer, depth + 1);
        }
    }

    private static void writeBlob(Blob blob, CborWriter writer, int depth) {
        DagCbor.checkDepth(depth);
        writer.mapHeader(4).text("ref").link(blob.ref()).text("size").integer(blob.size());
        writer.text("$type").text("blob").text("mimeType").text(blob.mimeType());
    }

    private static void writeLegacyBlob(LegacyBlob blob, CborWriter writer, int depth) {
        DagCbor.checkDepth(depth);
        writer.mapHeader(2).text("cid").text(blob.cid()).text("mimeType").text(blob.mimeType());
    }
}
