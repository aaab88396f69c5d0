package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Turns DAG-CBOR into JSON item by item, without making values of it.
///
/// Every read of a record goes through here. It checks what the decoder checks.
final class CborToJson {
    private static final byte[] LINK = "{\"$link\":\"".getBytes(StandardCharsets.US_ASCII);

    /// A multiple of three, so that pieces together are the whole.
    private static final int BASE64_PIECE_BYTES = 12 << 10;

    private final byte[] cbor;
    private final CborReader reader;
    private final JsonBuffer json;

    private CborToJson(byte[] cbor, int offset, int length, JsonBuffer json) {
        this.cbor = cbor;
        this.reader = new CborReader(cbor, offset, length);
        this.json = json;
    }

    static void append(byte[] cbor, int offset, int length, JsonBuffer json) {
        var transcoder = new CborToJson(cbor, offset, length, json);
        transcoder.value(1);
        transcoder.reader.end();
    }

    private void value(int depth) {
        switch (reader.peek()) {
            case TEXT -> text();
            case MAP -> map(depth);
            case INTEGER -> json.integer(reader.integer());
            case LIST -> list(depth);
            case LINK -> link();
            case BYTES -> bytes();
            case BOOLEAN -> json.raw(reader.bool() ? "true" : "false");
            case NULL -> {
                reader.nul();
                json.raw("null");
            }
        }
    }

    private void map(int depth) {
        DagCbor.checkDepth(depth);
        int size = reader.mapHeader();
        int previous = CborReader.NO_KEY;
        json.raw('{');
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                json.raw(',');
            }
            int start = reader.position();
            text();
            reader.checkKey(previous, start);
            previous = start;
            json.raw(':');
            value(depth + 1);
        }
        json.raw('}');
    }

    private void list(int depth) {
        DagCbor.checkDepth(depth);
        int size = reader.arrayHeader();
        json.raw('[');
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                json.raw(',');
            }
            value(depth + 1);
        }
        json.raw(']');
    }

    private void text() {
        int start = reader.uncheckedTextContent();
        json.text(cbor, start, reader.position() - start);
    }

    private void link() {
        int start = reader.linkContent();
        json.raw(LINK, 0, LINK.length);
        byte[] target = json.reserve(Cid.TEXT_LENGTH);
        Cid.copyTextTo(cbor, start, target, json.size());
        json.advance(Cid.TEXT_LENGTH);
        json.raw("\"}");
    }

    private void bytes() {
        int start = reader.bytesContent();
        json.raw("{\"$bytes\":\"");
        for (int from = start; from < reader.position(); from += BASE64_PIECE_BYTES) {
            int to = Math.min(reader.position(), from + BASE64_PIECE_BYTES);
            byte[] encoded = Base64.getEncoder().withoutPadding().encode(Arrays.copyOfRange(cbor, from, to));
            json.raw(encoded, 0, encoded.length);
        }
        json.raw("\"}");
    }
}
