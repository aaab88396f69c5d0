package dev.rookery.atproto.data;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "0",
                "-1",
                "9007199254740991",
                "-9007199254740991",
                "\"\"",
                "[]",
                "{}",
                "\"/\"",
                "[1,[2,[null]],{\"a\":{}}]",
                "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028 é ☎ 😀\"",
                "\"ten ascii letters, then \\\" and then an é, then more than enough to go on with\"",
                "{\"\":1,\"a\":2,\"\\n\":3,\"aa\":4}",
                "{\"$bytes\":\"\"}",
                "{\"$bytes\":\"nFERjvLLiw9qm45JrqH9QTzyC2Lu1Xb4ne6+sBrCzI0\"}",
                "{\"$link\":\"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a\"}",
                "{\"$type\":\"com.example.blah\"}",
                "{\"ref\":{\"$link\":\"bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity\"},"
                        + "\"size\":1,\"$type\":\"blob\",\"mimeType\":\"image/png\"}"
            })
    void canonicalJson_goesBothWays(String json) throws IOException {
        var value = DataJson.parse(json);

        var text = new StringWriter();
        try (var generator = new JsonFactory().createGenerator(text)) {
            DataJson.write(value, generator);
        }

        // The example with keys out of order is the one whose text may differ.
        assertThat(DataJson.parse(text.toString())).isEqualTo(value);
        assertThat(DataJson.toString(value)).isEqualTo(text.toString());
        if (!json.contains("\\n\":3")) {
            assertThat(text).hasToString(json);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.0,1", "-0.0,0", "1e2,100", "123.0,123", "9007199254740991.0,9007199254740991"})
    void floatThatIsAnInteger_isThatInteger(String json, long value) {
        assertThat(DataJson.parse(json)).isEqualTo(new DataInteger(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nul",
                "{",
                "[",
                "[1,]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "01",
                "+1",
                "NaN",
                "Infinity",
                "1 2",
                "{}}",
                "// a\n1",
                "\"\n\"",
                "\"\\x\"",
                "\"a",
                "1.5",
                "1e-1",
                "1e400",
                "9007199254740992",
                "-9007199254740992",
                "9223372036854775808",
                "-9223372036854775808",
                "1e16",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"b\":2,\"\\u0061\":3}",
                "\"\\ud800\"",
                "\"\\\\\\uD800\"",
                "\"12345678\\\\12345678\\\\\\udfff 12345678\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "{\"__proto__\":{}}",
                "{\"$type\":null}",
                "{\"$type\":1}",
                "{\"$type\":\"\"}",
                "{\"$type\":\"blob\"}",
                "{\"$link\":1}",
                "{\"$link\":\"\"}",
                "{\"$link\":\".\"}",
                "{\"$link\":null}",
                "{\"$bytes\":null}",
                "{\"$bytes\":\"a\"}",
                "{\"$bytes\":\"!!!!\"}",
                "{\"$bytes\":\"aa\",\"b\":1}",
                "{\"ref\":{\"$link\":\"bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity\"},"
                        + "\"size\":1,\"$type\":\"blob\",\"mimeType\":\"image/png\",\"more\":1}"
            })
    void anythingElse_isRefused(String json) {
        assertThatThrownBy(() -> DataJson.parse(json)).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void refusal_namesThePlace() {
        assertThatThrownBy(() -> DataJson.parse("{\"a\":[{\"b\":1.5}]}"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessage("Invalid non-integer number: 1.5 (at /a/0/b)");
        assertThatThrownBy(() -> DataJson.parse("{\"a\":9007199254740992}"))
                .hasMessage("Invalid integer: beyond ±9007199254740991 (at /a)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22ff22", "22c0af22", "22eda08022", "22f490808022", "22c322", "efbbbf", "feff0031"})
    void otherThanUtf8_isRefused(String hex) {
        byte[] json = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> DataJson.parse(json)).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void utf16_isRefused() {
        byte[] json = "{}".getBytes(UTF_16BE);

        assertThatThrownBy(() -> DataJson.parse(json)).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void depth_isLimited() {
        var deepest = "[".repeat(DagCbor.DEPTH_MAX) + "]".repeat(DagCbor.DEPTH_MAX);

        assertThat(DataJson.toString(DataJson.parse(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> DataJson.parse("[" + deepest + "]")).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> DataJson.parse("{\"a\":" + deepest + "}")).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> DataJson.parse("[".repeat(100_000))).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void manyKeys_areSorted() {
        var json = new StringBuilder("{");
        for (int i = 0; i < 20_000; i++) {
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(i * 7919 % 20_000)
                    .append("\":")
                    .append(i);
        }

        var map = DataJson.parseMap(json.append('}').toString());

        assertThat(map.size()).isEqualTo(20_000);
        assertThat(map.get("7919")).isEqualTo(new DataInteger(1));
        assertThat(map.get("x")).isNull();
        assertThat(DagCbor.decode(DagCbor.encode(map))).isEqualTo(map);
    }

    @Test
    void value_isReadFromTheMiddle() throws IOException {
        try (var parser = new JsonFactory().createParser("{\"record\":{\"a\":1},\"more\":true}")) {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();

            var record = DataJson.read(parser);

            assertThat(record).isEqualTo(DataMap.of("a", new DataInteger(1)));
            assertThat(parser.nextFieldName()).isEqualTo("more");
        }
    }

    @Test
    void cbor_isWrittenAmongOtherThings() throws IOException {
        byte[] cbor = DataJson.toCbor("{\"a\":\"é\"}".getBytes(UTF_8));
        var out = new ByteArrayOutputStream();
        try (var generator = new JsonFactory().createGenerator(out)) {
            generator.writeStartObject();
            generator.writeFieldName("value");
            DataJson.writeCbor(cbor, generator);
            generator.writeStringField("cid", "x");
            generator.writeEndObject();
        }

        assertThat(out.toString(UTF_8)).isEqualTo("{\"value\":{\"a\":\"é\"},\"cid\":\"x\"}");
    }
}
