package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;

/// How long a value that is encoded as DAG-CBOR is in JSON, item by item: at most, and not much less.
final class JsonLength {
    private static final int WORD_BYTES = "false".length();
    private static final int LINK_BYTES = "{\"$link\":\"\"}".length() + Cid.TEXT_LENGTH;
    private static final int AROUND_BYTES = "{\"$bytes\":\"\"}".length();
    private static final int BASE64_FROM = 3;
    private static final int BASE64_TO = 4;

    private JsonLength() {}

    static long max(byte[] cbor) {
        var reader = new CborReader(cbor);
        long length = 0;
        while (!reader.atEnd()) {
            length += ofNext(cbor, reader);
        }
        return length;
    }

    /// Of a list or map, its brackets and what stands between its items.
    private static long ofNext(byte[] cbor, CborReader reader) {
        int from = reader.position();
        return switch (reader.peek()) {
            case TEXT -> {
                int start = reader.uncheckedTextContent();
                yield 2 + escaped(cbor, start, reader.position());
            }
            case MAP -> 2 + 2L * reader.mapHeader();
            case LIST -> 2 + reader.arrayHeader();
            case INTEGER -> {
                reader.integer();
                yield 2 + 2L * (reader.position() - from);
            }
            case LINK -> {
                reader.linkContent();
                yield LINK_BYTES;
            }
            case BYTES -> {
                int start = reader.bytesContent();
                yield AROUND_BYTES + (long) (reader.position() - start + 2) / BASE64_FROM * BASE64_TO;
            }
            case BOOLEAN -> {
                reader.bool();
                yield WORD_BYTES;
            }
            case NULL -> {
                reader.nul();
                yield WORD_BYTES;
            }
        };
    }

    private static long escaped(byte[] utf8, int from, int to) {
        long escapes = 0;
        for (int i = from; i < to; i++) {
            byte unit = utf8[i];
            if ((unit >= 0 && unit < ' ') || unit == '"' || unit == '\\') {
                escapes++;
            }
        }
        return to - from + escapes * (JsonText.EXPANSION_MAX - 1);
    }
}
