package dev.rookery.atproto.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// JSON that is written piece by piece is the same as JSON that is written at once.
class JsonBufferTest {
    private static final List<String> CHARACTERS = List.of("a", "\"", "\n", "\u0001", "é", "☎", "😀");

    /// Where the writer begins new pieces of text, of bytes, and of everything.
    private static final int[] BORDERS = {8 << 10, 12 << 10, 16 << 10, 24 << 10, JsonBuffer.FULL_BYTES};

    /// The JSON of a value as pieces make it.
    private static byte[] inPieces(byte[] cbor, int capacity) throws IOException {
        var pieces = new ByteArrayOutputStream();
        var json = new JsonBuffer(capacity, (bytes, offset, length) -> {
            assertThat(length).isBetween(1, JsonBuffer.FULL_BYTES);
            pieces.write(bytes, offset, length);
            Arrays.fill(bytes, (byte) '!'); // it is nobody's any more
        });
        DataJson.appendCbor(cbor, 0, cbor.length, json);
        json.writeTo(pieces);
        return pieces.toByteArray();
    }

    @RepeatedTest(60)
    void anyValue_isTheSameInPieces(RepetitionInfo repetition) throws IOException {
        long seed = repetition.getCurrentRepetition();
        var random = new Random(seed);
        byte[] cbor = DagCbor.encode(value(random, 3));

        assertThat(inPieces(cbor, random.nextInt(3 * JsonBuffer.FULL_BYTES)))
                .as("seed %d", seed)
                .isEqualTo(DataJson.fromCbor(cbor));
    }

    /// Every kind of character at every place about a border.
    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "\n", "\u0001", "é", "☎", "😀"})
    void characterOnABorder_isWhole(String character) throws IOException {
        for (int border : BORDERS) {
            for (int before = border - 6; before <= border + 3; before++) {
                byte[] cbor = DagCbor.encode(DataList.of(
                        new DataString("x".repeat(before) + character.repeat(3)), new DataString(character)));

                assertThat(inPieces(cbor, 16)).as("%d before", before).isEqualTo(DataJson.fromCbor(cbor));
            }
        }
    }

    @Test
    void bytesOfAnyLength_areOneText() throws IOException {
        var random = new Random(7);
        for (int border : BORDERS) {
            for (int length = border - 4; length <= border + 4; length++) {
                byte[] cbor = DagCbor.encode(DataBytes.of(bytes(random, length)));

                assertThat(inPieces(cbor, 16)).as("%d bytes", length).isEqualTo(DataJson.fromCbor(cbor));
            }
        }
    }

    @Test
    void linksAcrossAFullBuffer_areWhole() throws IOException {
        var random = new Random(8);
        List<DataValue> links = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            links.add(new DataLink(Cid.of(Cid.Codec.RAW, bytes(random, 32))));
        }
        byte[] cbor = DagCbor.encode(new DataList(links));

        assertThat(inPieces(cbor, 16)).isEqualTo(DataJson.fromCbor(cbor));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8190, 8191, 8192, 8193, 20_000})
    void textThatIsNotUtf8_isRefusedInPiecesToo(int before) {
        for (String broken :
                List.of("\u0080", "\u00c3", "\u00e2\u0098", "\u00f0\u009f\u0098", "\u00ff", "\u00c0\u00af")) {
            byte[] bad = broken.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            for (String after : List.of("", "x", "é".repeat(9000))) {
                byte[] text = joined("x".repeat(before).getBytes(UTF_8), bad, after.getBytes(UTF_8));
                var json = new JsonBuffer(16, (_, _, _) -> {});

                assertThatThrownBy(() -> json.text(text, 0, text.length))
                        .as("%s behind %d", broken, before)
                        .isInstanceOf(InvalidDataException.class);
            }
        }
    }

    @Test
    void continuationBytesAlone_areRefusedAtOnce() {
        byte[] text = new byte[20_000_000];
        Arrays.fill(text, (byte) 0x80);

        assertThatThrownBy(() -> new JsonBuffer(16, (_, _, _) -> {}).text(text, 0, text.length))
                .isInstanceOf(InvalidDataException.class);
    }

    /// Six times as long in JSON, and a buffer's worth of memory.
    @Test
    void longText_takesOneBuffer() {
        byte[] text = new byte[8 << 20];
        Arrays.fill(text, (byte) 1);
        long[] written = new long[1];
        var json = new JsonBuffer(16, (bytes, _, length) -> {
            assertThat(bytes.length).isLessThanOrEqualTo(2 * JsonBuffer.FULL_BYTES);
            written[0] += length;
        });

        json.text(text, 0, text.length);

        assertThat(written[0] + json.size()).isEqualTo(6L * text.length + 2);
    }

    private static byte[] joined(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// A value some of whose parts are about as long as pieces are.
    private static DataValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> new DataInteger(random.nextLong() >> (11 + random.nextInt(53)));
            case 1 -> new DataString(text(random));
            case 2 -> DataBytes.of(bytes(random, length(random)));
            case 3 -> new DataLink(Cid.of(Cid.Codec.DAG_CBOR, bytes(random, 32)));
            case 4 -> random.nextBoolean() ? DataNull.NULL : DataBoolean.of(random.nextBoolean());
            case 5, 6 -> {
                List<DataValue> items = new ArrayList<>();
                for (int size = random.nextInt(12); size > 0; size--) {
                    items.add(value(random, depth - 1));
                }
                yield new DataList(items);
            }
            default -> {
                var map = DataMap.of();
                for (int size = random.nextInt(12); size > 0; size--) {
                    map = map.with(text(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static int length(Random random) {
        return random.nextInt(4) == 0
                ? BORDERS[random.nextInt(BORDERS.length)] - 5 + random.nextInt(10)
                : random.nextInt(20);
    }

    /// Mostly of one kind of character, as many as about fill a piece.
    private static String text(Random random) {
        int length = length(random);
        String most = CHARACTERS.get(random.nextInt(CHARACTERS.size()));
        var text = new StringBuilder();
        for (int utf8 = 0; utf8 < length; ) {
            String next = random.nextInt(50) == 0 ? CHARACTERS.get(random.nextInt(CHARACTERS.size())) : most;
            text.append(next);
            utf8 += next.getBytes(UTF_8).length;
        }
        return text.toString();
    }
}
