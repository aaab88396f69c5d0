package dev.rookery.atproto.cid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidTest {
    private static final String RECORD = "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq";
    private static final String RAW = "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity";

    @ParameterizedTest
    @ValueSource(strings = {RECORD, RAW})
    void text_goesBothWays(String text) {
        var cid = Cid.parse(text);

        assertThat(cid).hasToString(text);
        assertThat(Cid.fromBytes(cid.toBytes())).isEqualTo(cid).hasSameHashCodeAs(cid);
        assertThat(Cid.of(cid.codec(), cid.digest())).isEqualTo(cid);
    }

    @Test
    void codec_isInTheText() {
        assertThat(Cid.parse(RECORD).codec()).isEqualTo(Cid.Codec.DAG_CBOR);
        assertThat(Cid.parse(RAW).codec()).isEqualTo(Cid.Codec.RAW);
        assertThat(Cid.parse(RAW))
                .isNotEqualTo(Cid.of(Cid.Codec.DAG_CBOR, Cid.parse(RAW).digest()));
    }

    @Test
    void content_isNamedByItsHash() {
        assertThat(Cid.raw("".getBytes(UTF_8)))
                .hasToString("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assertThat(Cid.dagCbor(new byte[] {9, (byte) 0xa0, 9}, 1, 1)).isEqualTo(Cid.dagCbor(new byte[] {(byte) 0xa0}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "b",
                "example.com",
                "Qmcba3nRbXXc3qoBAcBSEVjb8zBi4tXYsiEJAgAAAAAAAAAAAAAAAAAAAAA",
                "QmbWqxBEKC3P8tqsKc98xmWNzrzDtRLMiMPL8wBuTGsMnR",
                "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
                "BAFYREICLP443LAVOGVHJ3D2OB2CXBFUSCNI2K5JK7BEBJZG7KHL3ESABWQ",
                "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq ",
                " afyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq",
                "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwr",
                "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esab1q",
                "bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabéq"
            })
    void otherText_isRefused(String text) {
        assertThatThrownBy(() -> Cid.parse(text)).isInstanceOf(InvalidCidException.class);
    }

    @Test
    void otherBytes_areRefused() {
        byte[] bytes = Cid.parse(RAW).toBytes();

        for (int i = 0; i < 4; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 2;
            assertThatThrownBy(() -> Cid.fromBytes(changed)).isInstanceOf(InvalidCidException.class);
        }
        assertThatThrownBy(() -> Cid.fromBytes(Arrays.copyOf(bytes, 35))).isInstanceOf(InvalidCidException.class);
        assertThatThrownBy(() -> Cid.fromBytes(Arrays.copyOf(bytes, 37))).isInstanceOf(InvalidCidException.class);
        assertThatThrownBy(() -> Cid.fromBytes(bytes, 1)).isInstanceOf(InvalidCidException.class);
    }

    @Test
    void order_isThatOfTheBytes() {
        long seed = 7;
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            var left = Cid.of(codec(random), bytes(random, 32));
            var right = Cid.of(codec(random), bytes(random, 32));

            assertThat(Integer.signum(left.compareTo(right)))
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(left.toBytes(), right.toBytes())));
        }
    }

    @Test
    void base32_goesBothWays() {
        long seed = 11;
        var random = new Random(seed);
        for (int length = 0; length < 100; length++) {
            byte[] content = bytes(random, length);

            assertThat(Base32.decode(Base32.encode(content), 0))
                    .as("seed %d", seed)
                    .isEqualTo(content);
        }
        assertThat(Base32.encode("foobar".getBytes(UTF_8))).isEqualTo("mzxw6ytboi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "mz1", "mzx", "mzxw6y", "MZXW6", "mzxw6===", "mr"})
    void otherBase32_isRefused(String text) {
        assertThatThrownBy(() -> Base32.decode(text, 0)).isInstanceOf(InvalidCidException.class);
    }

    private static Cid.Codec codec(Random random) {
        return random.nextBoolean() ? Cid.Codec.RAW : Cid.Codec.DAG_CBOR;
    }

    private static byte[] bytes(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
