package dev.rookery.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// I4: what decodes, encodes to the same bytes.
class RandomDataTest {
    private static final String ALPHABET = "ab\"\\\n\u0000 é☎\uffee😀";

    @RepeatedTest(500)
    void value_goesBothWays(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var value = value(new Random(seed), 4);

        byte[] cbor = DagCbor.encode(value);

        assertThat(DagCbor.decode(cbor)).as("seed %d", seed).isEqualTo(value);
        assertThat(DagCbor.encode(DagCbor.decode(cbor))).as("seed %d", seed).isEqualTo(cbor);
        assertThat(DataJson.parse(DataJson.fromCbor(cbor))).as("seed %d", seed).isEqualTo(value);
        var reader = new CborReader(cbor);
        reader.skipValue();
        reader.end();
    }

    @Test
    void changedBytes_areRefusedOrEncodeToTheSame() {
        long seed = 42;
        var random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] cbor = mutated(DagCbor.encode(value(random, 3)), random);
            var decoded = decodedOrNull(cbor);
            if (decoded != null) {
                accepted++;
                assertThat(DagCbor.encode(decoded))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(cbor);
            }
            assertThat(isSkipped(cbor)).as("seed %d, step %d", seed, i).isEqualTo(decoded != null);
            assertThat(isWritten(cbor)).as("seed %d, step %d", seed, i).isEqualTo(decoded != null);
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void changedJson_isRefusedOrMeansSomething() {
        long seed = 43;
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] json = mutated(DataJson.toBytes(value(random, 3)), random);
            var parsed = parsedOrNull(json);
            if (parsed != null) {
                assertThat(DataJson.parse(DataJson.toBytes(parsed)))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(parsed);
            }
        }
    }

    private static @Nullable DataValue parsedOrNull(byte[] json) {
        try {
            return DataJson.parse(json);
        } catch (InvalidDataException _) {
            return null;
        }
    }

    private static @Nullable DataValue decodedOrNull(byte[] cbor) {
        try {
            return DagCbor.decode(cbor);
        } catch (InvalidDataException _) {
            return null;
        }
    }

    private static boolean isSkipped(byte[] cbor) {
        try {
            var reader = new CborReader(cbor);
            reader.skipValue();
            reader.end();
            return true;
        } catch (InvalidDataException _) {
            return false;
        }
    }

    private static boolean isWritten(byte[] cbor) {
        try {
            return DataJson.fromCbor(cbor).length > 0;
        } catch (InvalidDataException _) {
            return false;
        }
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int flips = random.nextInt(3) + 1; flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        return Arrays.copyOf(bytes, length);
    }

    static DataValue value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0 -> DataNull.NULL;
            case 1 -> DataBoolean.of(random.nextBoolean());
            case 2 -> new DataInteger(random.nextLong() >> (11 + random.nextInt(53)));
            case 3 -> new DataString(text(random));
            case 4 -> DataBytes.of(bytes(random, random.nextInt(40)));
            case 5 -> new DataLink(cid(random, Cid.Codec.DAG_CBOR));
            case 6 -> new Blob(cid(random, Cid.Codec.RAW), "image/" + random.nextInt(9), random.nextInt(1 << 20));
            case 7 -> {
                var items = new ArrayList<DataValue>();
                for (int size = random.nextInt(6); size > 0; size--) {
                    items.add(value(random, depth - 1));
                }
                yield new DataList(items);
            }
            default -> {
                var map = DataMap.of();
                for (int size = random.nextInt(40); size > 0; size -= 1 + random.nextInt(12)) {
                    map = map.with(text(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static Cid cid(Random random, Cid.Codec codec) {
        return Cid.of(codec, bytes(random, 32));
    }

    private static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int count = ALPHABET.codePointCount(0, ALPHABET.length());
        for (int length = random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(5); length > 0; length--) {
            int index = random.nextInt(random.nextBoolean() ? 2 : count);
            text.appendCodePoint(ALPHABET.codePointAt(ALPHABET.offsetByCodePoints(0, index)));
        }
        return text.toString();
    }
}
