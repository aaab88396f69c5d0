package dev.rookery.atproto.data;

/// Estimates what values take in memory from the marks in their JSON, without parsing it.
final class JsonMemory {
    /// What objects take, in bytes, with what gathers them meanwhile: on the high side.
    private static final int TEXT_BYTES = 64;

    private static final int MAP_BYTES = 96;
    private static final int KEY_BYTES = 24;
    private static final int LIST_BYTES = 64;
    private static final int ITEM_BYTES = 28;

    private JsonMemory() {}

    static long estimate(byte[] json) {
        long bytes = ITEM_BYTES;
        boolean inText = false;
        for (int i = 0; i < json.length; i++) {
            byte mark = json[i];
            if (inText) {
                bytes++;
                if (mark == '\\') {
                    i++;
                } else if (mark == '"') {
                    inText = false;
                }
                continue;
            }
            switch (mark) {
                case '"' -> {
                    inText = true;
                    bytes += TEXT_BYTES;
                }
                case '{' -> bytes += MAP_BYTES;
                case '[' -> bytes += LIST_BYTES;
                case ':' -> bytes += KEY_BYTES;
                case ',' -> bytes += ITEM_BYTES;
                default -> {
                    // part of a number or a word, or space
                }
            }
        }
        return bytes;
    }
}
