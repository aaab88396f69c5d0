package dev.rookery.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The parts of the language that the network's own schemas use little or not at all.
class SchemaTest {
    private static final String DOCUMENT = """
            {"lexicon": 1, "id": "com.example.test", "defs": {
              "main": {"type": "object", "nullable": ["maybe"], "properties": {
                "maybe": {"type": "string", "minLength": 2},
                "yes": {"type": "boolean", "const": true},
                "power": {"type": "integer", "enum": [1, 2, 4]},
                "small": {"type": "integer", "minimum": 3},
                "colour": {"type": "string", "const": "red"},
                "bytes": {"type": "bytes", "minLength": 2, "maxLength": 3},
                "link": {"type": "cid-link"},
                "token": {"type": "ref", "ref": "#token"},
                "list": {"type": "array", "minLength": 1, "items": {"type": "ref", "ref": "#main"}},
                "open": {"type": "union", "refs": ["#leaf", "com.example.test#main"]},
                "odd name": {"type": "integer"},
                "leaf": {"type": "ref", "ref": "#leaf"}}},
              "leaf": {"type": "object", "required": ["a"], "properties": {
                "a": {"type": "integer"}, "b": {"type": "boolean", "default": true}}},
              "token": {"type": "token"}}}""";

    private static final Schema SCHEMA =
            lexicons(DOCUMENT).schema("com.example.test").orElseThrow();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"maybe\": null, \"yes\": true, \"power\": 4, \"small\": 3, \"colour\": \"red\"}",
                "{\"bytes\": {\"$bytes\": \"AAAA\"}, \"token\": \"com.example.test#token\"}",
                "{\"list\": [{\"list\": [{\"list\": [{}]}]}]}",
                "{\"open\": {\"$type\": \"com.example.other\", \"a\": \"anything\"}}",
                "{\"open\": {\"$type\": \"com.example.test\", \"open\": {\"$type\": \"com.example.test#leaf\", \"a\": 1}}}",
                "{\"$type\": \"com.example.test\", \"leaf\": {\"a\": 1, \"$type\": \"com.example.test#leaf\"}}"
            })
    void good_isAccepted(String json) {
        assertThat(SCHEMA.check(DataJson.parse(json))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"maybe": "x"} | string too small (minimum 2, got 1) at $.maybe
            {"yes": false} | Expected true (got false) at $.yes
            {"power": 3} | Expected one of 1, 2 or 4 (got 3) at $.power
            {"small": 2} | integer too small (minimum 3, got 2) at $.small
            {"colour": "blue"} | Expected "red" (got "blue") at $.colour
            {"bytes": {"$bytes": "AA"}} | bytes too small (minimum 2, got 1) at $.bytes
            {"bytes": {"$bytes": "AAAAAA"}} | bytes too big (maximum 3, got 4) at $.bytes
            {"link": "x"} | Expected cid value type (got "x") at $.link
            {"token": "x"} | Expected "com.example.test#token" (got "x") at $.token
            {"token": 1} | Expected token value type (got 1) at $.token
            {"list": []} | array too small (minimum 1, got 0) at $.list
            {"list": [{}, {"list": [1]}]} | Expected object value type (got 1) at $.list[1].list[0]
            {"open": {"$type": "com.example.test#leaf"}} | Missing required key "a" at $.open
            {"odd name": "x"} | Expected integer value type (got "x") at $["odd name"]
            {"leaf": {"$type": "com.example.test", "a": 1}} | Expected "com.example.test#leaf" (got "com.example.test") at $.leaf.$type
            """)
    void bad_isRefused(String json, String complaint) {
        var issue = SCHEMA.check(DataJson.parse(json));

        assertThat(issue)
                .isNotNull()
                .extracting(it -> it.message() + " at " + it.path("$"))
                .isEqualTo(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a",
                "bafkreiaqkqyaawwimfk3n7ukkwbsrmt2rl7pbyxpdkdxiyeqsdjdwu6dcm",
                "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
                "bafkqaaa",
                "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn"
            })
    void cid_ofAnyKindInItsUsualSpelling_isAccepted(String text) {
        assertThat(StringFormat.CID.accepts(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2", // a hash cut short
                "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2aa",
                "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2b", // bits are left over
                "BAFYREIDFAYVFUWQA7QLNOPDJIQRXZS6BLMOEU4RUJCJTNCI5BELUDIRZ2A",
                "bafyreigaaa",
                "baaaaaaa",
                "zdj7WWeQ43G6JJvLWQWZpyHuAMq6uYWRjkBXFad11vE2LHhQ7", // version 1 in base58
                "f017012202c5f688262e0ece8569aa6f94d60aad55ca8d9d83734e4a7430d0cff6588ec2b",
                "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3N",
                "Qm00LLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn"
            })
    void cid_thatCannotBeReadOrIsSpeltInAnotherWay_isRefused(String text) {
        assertThat(StringFormat.CID.accepts(text)).isFalse();
    }

    @Test
    void defaults_areFilledInAtAnyDepth() {
        var value = DataJson.parse("""
                {"leaf": {"a": 1}, "list": [{"leaf": {"a": 2, "b": false}}],
                 "open": {"$type": "com.example.test#leaf", "a": 3}}""");

        assertThat(SCHEMA.complete(value)).isEqualTo(DataJson.parse("""
                {"leaf": {"a": 1, "b": true}, "list": [{"leaf": {"a": 2, "b": false}}],
                 "open": {"$type": "com.example.test#leaf", "a": 3, "b": true}}"""));
    }

    @ParameterizedTest
    @CsvSource({
        "any, a, true",
        "tid, 3jzfcijpj2z2a, true",
        "tid, a, false",
        "nsid, com.example.test, true",
        "nsid, a, false",
        "literal:self, self, true",
        "literal:self, other, false"
    })
    void recordKey_followsItsType(String type, String key, boolean good) {
        var issue = RecordKeyType.parse(type).orElseThrow().check(new RecordKey(key));

        assertThat(issue == null).isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": {"type": "string", "format": "colour"}} | a has an unknown format: "colour"
            {"a": {"type": "float"}} | a is of an unknown type: "float"
            {"a": {"type": "object", "required": ["x"], "properties": {}}} | a requires x, which is none of its properties
            {"a": {"type": "array"}} | a.items is missing
            {"a": {"type": "integer", "minimum": "1"}} | a.minimum must be an integer
            {"a": {"type": "array", "items": {"type": "ref", "ref": "x"}}} | a.items refers to "x", which is no name of a definition
            {"main": {"type": "record", "key": "x", "record": {"type": "object"}}} | main has an unknown type of record key
            {"main": {"type": "query", "parameters": {"type": "params", "properties": {"x": {"type": "unknown"}}}}} | main.parameters cannot have x: parameters are scalars or lists of them
            """)
    void badLexicon_isRefusedWithThePlace(String definitions, String complaint) {
        var document = "{\"lexicon\": 1, \"id\": \"com.example.bad\", \"defs\": " + definitions + "}";

        assertThatThrownBy(() -> lexicons(document))
                .isInstanceOf(InvalidLexiconException.class)
                .hasMessage("Invalid lexicon com.example.bad: defs." + complaint);
    }

    @Test
    void referenceToNothing_isSaidWhenItIsFollowed() {
        var lexicons = lexicons("""
                {"lexicon": 1, "id": "com.example.a", "defs": {"main": {"type": "object", "properties": {
                  "b": {"type": "ref", "ref": "com.example.b#c"}}}}}""");

        assertThatThrownBy(lexicons::loadAll)
                .isInstanceOf(InvalidLexiconException.class)
                .hasMessage("No definition is named com.example.b#c");
    }

    @Test
    void unknownValue_isAnyMap() {
        var schema = new UnknownSchema();

        assertThat(schema.check(DataMap.of())).isNull();
        assertThat(schema.check(DataJson.parse("{\"$bytes\": \"AAAA\"}"))).isNotNull();
        assertThat(schema.check(DataJson.parse("[]"))).isNotNull();
    }

    @Test
    void graphemes_areWhatReadersCount() {
        assertThat(TextLimits.graphemes("abc\n")).isEqualTo(4);
        assertThat(TextLimits.graphemes("a\r\nb")).isEqualTo(3);
        assertThat(TextLimits.graphemes("e\u0301🇩🇪🏳️‍🌈")).isEqualTo(3);
        assertThat(TextLimits.utf8Length("aé日🌈")).isEqualTo(1 + 2 + 3 + 4);
    }

    private static Lexicons lexicons(String document) {
        var lexicons = Lexicons.of(List.of(document.getBytes(StandardCharsets.UTF_8)));
        assertThat(lexicons.ids())
                .allMatch(id -> lexicons.document(id).isPresent())
                .doesNotContain(new Nsid("a.b.c"));
        return lexicons;
    }
}
