package dev.rookery.atproto.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarTest {
    private static final long SEED = 17;

    @Test
    void archive_goesBothWays() {
        var blocks = blocks(new Random(SEED), 300, 5000);
        var root = blocks.getLast().cid();

        byte[] car = CarWriter.toByteArray(root, blocks);
        var reader = new CarReader(new Trickle(car), CarLimits.REPOSITORY);

        assertThat(reader.root()).isEqualTo(root);
        assertThat(remaining(reader)).isEqualTo(blocks);
        assertThat(reader.next()).isNull();
        assertThat(reader.size()).isEqualTo(car.length);
        assertThat(remaining(CarReader.unverified(new ByteArrayInputStream(car), CarLimits.REPOSITORY)))
                .isEqualTo(blocks);
    }

    @Test
    void archive_hasTheKnownBytes() {
        var block = new CarBlock(Cid.raw(new byte[] {1, 2}), new byte[] {1, 2});

        byte[] car = CarWriter.toByteArray(null, List.of(block));

        assertThat(HexFormat.of().formatHex(car))
                .isEqualTo("11a265726f6f7473806776657273696f6e01" + "26"
                        + HexFormat.of().formatHex(block.cid().toBytes()) + "0102");
        assertThat(CarReader.of(car).roots()).isEmpty();
        assertThatThrownBy(() -> CarReader.of(car).root()).isInstanceOf(InvalidCarException.class);
    }

    @Test
    void wrongBlock_isRefusedUnlessTrusted() {
        var wrong = new CarBlock(Cid.raw(new byte[] {1}), new byte[] {2});
        byte[] car = CarWriter.toByteArray(wrong.cid(), List.of(wrong));

        assertThatThrownBy(() -> remaining(CarReader.of(car))).isInstanceOf(InvalidCarException.class);
        assertThat(remaining(CarReader.unverified(new ByteArrayInputStream(car), CarLimits.REPOSITORY)))
                .containsExactly(wrong);
    }

    @Test
    void limits_hold() {
        var blocks = blocks(new Random(SEED), 3, 1000);
        int longest = blocks.stream().mapToInt(b -> b.bytes().length).max().orElseThrow();
        byte[] car = CarWriter.toByteArray(blocks.getFirst().cid(), blocks);

        assertThat(read(car, new CarLimits(100, longest, car.length))).isEqualTo(blocks);
        assertThatThrownBy(() -> read(car, new CarLimits(100, longest - 1, car.length)))
                .isInstanceOf(InvalidCarException.class);
        assertThatThrownBy(() -> read(car, new CarLimits(100, longest, car.length - 1)))
                .isInstanceOf(InvalidCarException.class);
        assertThatThrownBy(() -> read(car, new CarLimits(10, longest, car.length)))
                .isInstanceOf(InvalidCarException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "01",
                "0100",
                "01a0",
                "ff",
                "ffffffffffffffffff01",
                "9100a265726f6f7473806776657273696f6e01",
                "11a265726f6f7473806776657273696f6e02",
                "12a265726f6f7473806776657273696f6e01",
                "11a265726f6f7473f66776657273696f6e01",
                "11a265726f6f7475806776657273696f6e01",
                "11a265726f6f7473806776657273696f6e0100",
                "11a265726f6f7473806776657273696f6e0123",
                "11a265726f6f7473806776657273696f6e0180",
                "ffffffff0fa2"
            })
    void garbage_isRefused(String hex) {
        byte[] car = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> remaining(CarReader.of(car))).isInstanceOf(InvalidCarException.class);
    }

    @Test
    void changedArchive_isRefusedOrRead() {
        var random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            var blocks = blocks(random, 1 + random.nextInt(4), 60);
            byte[] car = CarWriter.toByteArray(blocks.getFirst().cid(), blocks);
            byte[] changed = random.nextBoolean() ? Arrays.copyOf(car, random.nextInt(car.length)) : car;
            for (int flips = random.nextInt(4); flips > 0 && changed.length > 0; flips--) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertThat(blocks).containsAll(remaining(CarReader.of(changed)));
            } catch (InvalidCarException e) {
                assertThat(e).as("seed %d, step %d", SEED, i).hasMessageStartingWith("Invalid CAR: ");
            }
        }
    }

    @Test
    void failingStream_isNoInvalidArchive() throws IOException {
        var failing = InputStream.nullInputStream();
        failing.close();

        assertThatThrownBy(() -> new CarReader(failing, CarLimits.REPOSITORY)).isInstanceOf(UncheckedIOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0,00",
        "1,01",
        "127,7f",
        "128,8001",
        "300,ac02",
        "16384,808001",
        "9223372036854775807,ffffffffffffffff7f"
    })
    void varint_takesItsShortestForm(long value, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] written = new byte[Varint.LENGTH_MAX];

        assertThat(Varint.write(value, written, 0)).isEqualTo(bytes.length).isEqualTo(Varint.length(value));
        assertThat(Arrays.copyOf(written, bytes.length)).isEqualTo(bytes);
        assertThat(Varint.read(bytes, 0, bytes.length)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "8000", "ff00", "808080808080808080", "80808080808080808001"})
    void otherVarint_isRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> Varint.read(bytes, 0, bytes.length)).isInstanceOf(InvalidCarException.class);
    }

    private static List<CarBlock> read(byte[] car, CarLimits limits) {
        return remaining(new CarReader(new ByteArrayInputStream(car), limits));
    }

    private static List<CarBlock> remaining(CarReader reader) {
        var blocks = new ArrayList<CarBlock>();
        for (var block = reader.next(); block != null; block = reader.next()) {
            blocks.add(block);
        }
        return blocks;
    }

    private static List<CarBlock> blocks(Random random, int count, int sizeMax) {
        var blocks = new ArrayList<CarBlock>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[random.nextInt(sizeMax)];
            random.nextBytes(bytes);
            blocks.add(new CarBlock(random.nextBoolean() ? Cid.raw(bytes) : Cid.dagCbor(bytes), bytes));
        }
        return blocks;
    }

    /// Gives a few bytes at a time, as a network does.
    private static final class Trickle extends FilterInputStream {
        Trickle(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 7));
        }
    }
}
