package dev.rookery.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DagCborTest {
    private static final Cid RAW = Cid.parse("bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity");

    @ParameterizedTest
    @CsvSource({
        "0,00",
        "23,17",
        "24,1818",
        "255,18ff",
        "256,190100",
        "65535,19ffff",
        "65536,1a00010000",
        "4294967295,1affffffff",
        "4294967296,1b0000000100000000",
        "9223372036854775807,1b7fffffffffffffff",
        "-1,20",
        "-24,37",
        "-25,3818",
        "-256,38ff",
        "-257,390100",
        "-9223372036854775808,3b7fffffffffffffff"
    })
    void integers_takeTheirShortestForm(long value, String hex) {
        assertThat(hex(new DataInteger(value))).isEqualTo(hex);
        assertThat(DagCbor.decode(bytes(hex))).isEqualTo(new DataInteger(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1817",
                "1900ff",
                "1a0000ffff",
                "1b00000000ffffffff",
                "3800",
                "1bffffffffffffffff",
                "3b8000000000000000",
                "18",
                "19ff",
                "1c",
                "1f",
                "f7",
                "f0",
                "f818",
                "f97c00",
                "fa3f800000",
                "fb3ff0000000000000",
                "ff",
                "0000",
                "5f",
                "5f4100ff",
                "7f",
                "7f6161ff",
                "9f",
                "9f00ff",
                "bf",
                "bf616100ff",
                "41",
                "5800",
                "6161 61",
                "61",
                "7801 61",
                "61ff",
                "62c0af",
                "62c1bf",
                "63eda080",
                "64f0808080",
                "64f4908080",
                "63e0809f",
                "62c3",
                "81",
                "8101 01",
                "a1",
                "a16161",
                "a1616101 00",
                "a10000",
                "a1410001",
                "a2616101616102",
                "a2616201616102",
                "a262616101616102",
                "9aff000000",
                "baff000000",
                "9b00000001000000",
                "bb7fffffffffffffff",
                "c000",
                "d82a00",
                "d82a4100",
                "d82a582400",
                "d82b5825",
                "d9002a4100",
                "c249010000000000000000"
            })
    void anythingElse_isRefused(String hex) {
        byte[] bytes = bytes(hex.replace(" ", ""));

        assertThatThrownBy(() -> DagCbor.decode(bytes)).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> {
                    var reader = new CborReader(bytes);
                    reader.skipValue();
                    reader.end();
                })
                .isInstanceOf(InvalidDataException.class);
    }

    @Test
    void link_needsItsPrefix() {
        byte[] link = DagCbor.encode(new DataLink(RAW));

        assertThat(DagCbor.decode(link)).isEqualTo(new DataLink(RAW));
        for (int i = 0; i < 9; i++) {
            byte[] changed = link.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> DagCbor.decode(changed)).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void keys_areWrittenInCanonicalOrder() {
        var map = DataMap.builder()
                .put("bb", 1)
                .put("a", 2)
                .put("", 3)
                .put("ü", 4)
                .put("\ud83d\ude00", 5)
                .put("abcd", 6)
                .put("\uffeea", 7)
                .build();

        assertThat(map.keys()).containsExactly("", "a", "bb", "ü", "abcd", "\uffeea", "\ud83d\ude00");
        assertThat(DagCbor.decode(DagCbor.encode(map))).isEqualTo(map);
    }

    @Test
    void duplicateKey_isRefused() {
        var builder = DataMap.builder().put("a", 1).put("b", 2).put("a", 3);

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidDataException.class)
                .hasMessage("Duplicate key: a");
    }

    @Test
    void halfASurrogatePair_isRefused() {
        for (String text :
                new String[] {"\ud800", "a\udc00", "long enough for the other way of writing \ud800\ud800"}) {
            assertThatThrownBy(() -> DagCbor.encode(new DataString(text))).isInstanceOf(InvalidDataException.class);
        }
        assertThat(DagCbor.decode(DagCbor.encode(new DataString("is this long enough to be written otherwise?"))))
                .isEqualTo(new DataString("is this long enough to be written otherwise?"));
    }

    @Test
    void depth_isLimited() {
        DataValue value = new DataInteger(1);
        for (int i = 0; i < DagCbor.DEPTH_MAX; i++) {
            value = DataList.of(value);
        }
        var deepest = value;
        byte[] tooDeep = HexFormat.of().parseHex("81".repeat(DagCbor.DEPTH_MAX + 1) + "01");

        assertThat(DagCbor.decode(DagCbor.encode(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> DagCbor.encode(DataMap.of("a", deepest))).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> DagCbor.decode(tooDeep)).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> new CborReader(tooDeep).skipValue()).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void blobReference_isRecognized() {
        var blob = new Blob(RAW, "image/jpeg", 10000);

        assertThat(DagCbor.decode(DagCbor.encode(blob))).isEqualTo(blob);
        assertThat(DagCbor.encode(blob)).isEqualTo(DagCbor.encode(blob.toMap()));
        assertThat(DagCbor.decodeMap(DagCbor.encode(blob))).isEqualTo(blob.toMap());
    }

    @Test
    void legacyBlobReference_isRecognized() {
        var blob = new LegacyBlob(RAW.toString(), "image/jpeg");

        assertThat(DagCbor.decode(DagCbor.encode(blob))).isEqualTo(blob);
        assertThat(DagCbor.encode(blob)).isEqualTo(DagCbor.encode(blob.toMap()));
    }

    @Test
    void mapLikeABlob_staysAMap() {
        var blob = new Blob(RAW, "image/jpeg", 10000).toMap();
        var legacy = new LegacyBlob(RAW.toString(), "image/jpeg").toMap();

        for (var map : new DataMap[] {
            blob.with("size", new DataInteger(-1)),
            blob.with("mimeType", new DataString("none")),
            blob.with("ref", new DataLink(Cid.of(Cid.Codec.DAG_CBOR, RAW.digest()))),
            blob.with("other", DataNull.NULL),
            blob.without("size"),
            blob.with("$type", new DataString("blub")),
            legacy.with("cid", new DataString("none")),
            legacy.with("mimeType", new DataString("")),
            legacy.with("a", DataBoolean.TRUE)
        }) {
            assertThat(DagCbor.decode(DagCbor.encode(map))).isEqualTo(map);
        }
    }

    private static String hex(DataValue value) {
        return HexFormat.of().formatHex(DagCbor.encode(value));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
