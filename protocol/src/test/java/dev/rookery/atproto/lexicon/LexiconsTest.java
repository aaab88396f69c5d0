package dev.rookery.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.LegacyBlob;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconsTest {
    private static final Lexicons LEXICONS = Lexicons.bundled();
    private static final Nsid POST = new Nsid("app.bsky.feed.post");
    private static final Nsid PROFILE = new Nsid("app.bsky.actor.profile");
    private static final RecordKey KEY = new RecordKey("3jzfcijpj2z2a");
    private static final String IMAGE = """
            {"$type": "blob", "ref": {"$link": "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"}, \
            "mimeType": "%s", "size": %d}""";

    @Test
    void everyBundledDocument_isValidAndRefersToNothingThatIsMissing() {
        var documents = Lexicons.bundled().loadAll();

        assertThat(documents).hasSizeGreaterThan(130);
        assertThat(documents).extracting(LexiconDocument::id).containsAll(List.of(POST, PROFILE));
    }

    @Test
    void bundledRecords_areThoseThatTheReferenceChecks() {
        var records = LEXICONS.ids().stream()
                .filter(id -> LEXICONS.record(id).isPresent())
                .map(Nsid::text);

        assertThat(records)
                .containsExactlyInAnyOrder(
                        "app.bsky.actor.contentVisibilityDeclaration",
                        "app.bsky.actor.profile",
                        "app.bsky.actor.status",
                        "app.bsky.feed.generator",
                        "app.bsky.feed.like",
                        "app.bsky.feed.post",
                        "app.bsky.feed.postgate",
                        "app.bsky.feed.repost",
                        "app.bsky.feed.threadgate",
                        "app.bsky.graph.block",
                        "app.bsky.graph.follow",
                        "app.bsky.graph.list",
                        "app.bsky.graph.listblock",
                        "app.bsky.graph.listitem",
                        "app.bsky.graph.referencelistoptout",
                        "app.bsky.graph.starterpack",
                        "app.bsky.graph.verification",
                        "app.bsky.labeler.service",
                        "app.bsky.notification.declaration",
                        "chat.bsky.actor.declaration",
                        "com.atproto.lexicon.schema",
                        "com.germnetwork.declaration",
                        "site.standard.document",
                        "site.standard.graph.recommend",
                        "site.standard.graph.subscription",
                        "site.standard.publication",
                        "site.standard.theme.basic");
    }

    @Test
    void unknownName_hasNoDocument() {
        assertThat(LEXICONS.document(new Nsid("com.example.unknown"))).isEmpty();
        assertThat(LEXICONS.record(new Nsid("com.atproto.repo.createRecord"))).isEmpty();
        assertThat(LEXICONS.schema("com.atproto.repo.strongRef")).isPresent();
        assertThat(LEXICONS.schema("com.atproto.repo.strongRef#nothing")).isEmpty();
    }

    @Test
    void goodPost_isAccepted() {
        assertThat(refusal(POST, "3jzfcijpj2z2a", post("""
                , "langs": ["en"], "extra": {"anything": true}"""))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"createdAt": "2024-01-01T00:00:00Z"} | Missing required key "text" at $.record
            {} | Missing required key "text" at $.record
            {"text": 3} | Expected string value type (got 3) at $.record.text
            {"text": null} | Expected string value type (got null) at $.record.text
            {"text": "a", "createdAt": "now"} | Invalid datetime (got "now") at $.record.createdAt
            {"text": "a", "createdAt": "2024-01-01T00:00:00Z", "langs": ["en", "xx yy"]} | Invalid language (got "xx yy") at $.record.langs[1]
            {"text": "a", "createdAt": "2024-01-01T00:00:00Z", "langs": {}} | Expected array value type (got {}) at $.record.langs
            {"text": "a", "createdAt": "2024-01-01T00:00:00Z", "langs": ["a","b","c","d"]} | array too big (maximum 3, got 4) at $.record.langs
            {"text": "a", "createdAt": "2024-01-01T00:00:00Z", "embed": {"a": 1}} | Expected an object which includes the "$type" property value type (got {"a": ...}) at $.record.embed
            {"text": "a", "createdAt": "2024-01-01T00:00:00Z", "embed": {"$type": "app.bsky.embed.images"}} | Missing required key "images" at $.record.embed
            {"text": "a", "createdAt": "2024-01-01T00:00:00Z", "reply": {"root": 1, "parent": 1, "other": 1}} | Expected object value type (got 1) at $.record.reply.root
            """)
    void badPost_isRefusedInTheReferencesWords(String json, String reason) {
        assertThat(refusal(POST, "3jzfcijpj2z2a", typed(POST, json)))
                .isEqualTo("Invalid app.bsky.feed.post record: " + reason);
    }

    @Test
    void textWithTooManyGraphemes_isRefused() {
        var json = "{\"text\": \"" + "👩‍👩‍👦‍👦".repeat(301) + "\", \"createdAt\": \"2024-01-01T00:00:00Z\"}";

        assertThat(refusal(POST, "3jzfcijpj2z2a", typed(POST, json)))
                .isEqualTo(
                        "Invalid app.bsky.feed.post record: string too big (maximum 3000, got 7525) at $.record.text");
        assertThat(refusal(POST, "3jzfcijpj2z2a", typed(POST, json.replace("👩‍👩‍👦‍👦", "é"))))
                .isEqualTo(
                        "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text");
    }

    @Test
    void recordInsideARecord_mustSayItsType() {
        var publication = new Nsid("site.standard.publication");
        var colour = "{\"$type\": \"site.standard.theme.color#rgb\", \"r\": 1, \"g\": 2, \"b\": 3}";
        var theme = "\"background\": %1$s, \"foreground\": %1$s, \"accent\": %1$s, \"accentForeground\": %1$s}"
                .formatted(colour);
        var json = "{\"url\": \"https://example.com\", \"name\": \"A blog\", \"basicTheme\": {%s" + theme + "}";

        assertThat(refusal(publication, KEY.text(), typed(publication, json.formatted(""))))
                .isEqualTo("Invalid site.standard.publication record: "
                        + "Expected \"site.standard.theme.basic\" (got undefined) at $.record.basicTheme.$type");
        assertThat(refusal(
                        publication,
                        KEY.text(),
                        typed(publication, json.formatted("\"$type\": \"site.standard.theme.basic\", "))))
                .isEqualTo("accepted");
    }

    @Test
    void pathPrefix_isShown() {
        assertThatThrownBy(() -> LEXICONS.assertRecord(POST, KEY, typed(POST, "{}"), "$.writes[3].record"))
                .hasMessageEndingWith("at $.writes[3].record")
                .asInstanceOf(type(InvalidLexiconDataException.class))
                .extracting(InvalidLexiconDataException::path)
                .isEqualTo("$.writes[3].record");
    }

    @Test
    void recordKeyOfWrongType_isRefused() {
        assertThat(refusal(POST, "self", post("")))
                .isEqualTo("Invalid record key for app.bsky.feed.post: Invalid TID string (got \"self\") at $");
        assertThat(refusal(PROFILE, "other", typed(PROFILE, "{}")))
                .isEqualTo("Invalid record key for app.bsky.actor.profile: Expected \"self\" (got \"other\") at $");
    }

    @Test
    void wrongType_isRefused() {
        assertThat(refusal(POST, "3jzfcijpj2z2a", typed(PROFILE, "{}")))
                .isEqualTo("Invalid app.bsky.feed.post record: Expected \"app.bsky.feed.post\""
                        + " (got \"app.bsky.actor.profile\") at $.record.$type");
    }

    @Test
    void missingType_isRefused() {
        assertThat(refusal(PROFILE, "self", DataMap.of()))
                .isEqualTo("Invalid app.bsky.actor.profile record: Expected \"app.bsky.actor.profile\""
                        + " (got undefined) at $.record.$type");
    }

    @Test
    void unknownCollection_isRefused() {
        assertThat(refusal(new Nsid("com.example.thing"), "self", DataMap.of()))
                .isEqualTo("Unknown lexicon type: com.example.thing");
    }

    @Test
    void blob_isHeldAgainstTypeAndSize() {
        assertThat(refusal(PROFILE, "self", profile(IMAGE.formatted("image/png", 1000))))
                .isEqualTo("accepted");
        assertThat(refusal(PROFILE, "self", profile(IMAGE.formatted("text/plain", 1000))))
                .isEqualTo("Invalid app.bsky.actor.profile record: Expected one of \"image/png\" or \"image/jpeg\""
                        + " (got \"text/plain\") at $.record.avatar.mimeType");
        assertThat(refusal(PROFILE, "self", profile(IMAGE.formatted("image/png", 9_000_000))))
                .startsWith("Invalid app.bsky.actor.profile record: blob too big (maximum ")
                .endsWith(", got 9000000) at $.record.avatar");
    }

    @Test
    void blobs_areFoundWithTheirConstraints() {
        var image = IMAGE.formatted("image/png", 1000);
        var record = post("""
                , "embed": {"$type": "app.bsky.embed.recordWithMedia", "media": {"$type": "app.bsky.embed.images", \
                "images": [{"alt": "", "image": %s}]}}, "unlisted": [[%s]]""".formatted(image, image));

        var blobs = LEXICONS.blobs(POST, record);

        assertThat(blobs.legacy()).isEmpty();
        assertThat(blobs.uses())
                .extracting(BlobUse::path)
                .containsExactlyInAnyOrder("$.record.embed.media.images[0].image", "$.record.unlisted[0][0]");
        assertThat(blobs.uses())
                .filteredOn(use -> use.path().contains("embed"))
                .singleElement()
                .satisfies(use -> {
                    assertThat(use.constraint().accepts("image/webp")).isTrue();
                    assertThat(use.constraint().accepts("text/plain")).isFalse();
                    assertThat(use.constraint().sizeMax()).isLessThan(10_000_000);
                });
    }

    @Test
    void blobsOfUnknownCollection_areFoundWithoutConstraint() {
        var record = DataJson.parseMap("{\"a\": {\"b\": " + IMAGE.formatted("text/plain", 5) + "}}");

        assertThat(LEXICONS.blobs(new Nsid("com.example.thing"), record).uses())
                .singleElement()
                .extracting(BlobUse::path, BlobUse::constraint)
                .containsExactly("$.record.a.b", BlobConstraint.NONE);
    }

    @Test
    void legacyBlobs_areFoundApart() {
        var record = DataJson.parseMap("""
                {"a": [{"cid": "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4", "mimeType": "a/b"}]}""");

        var blobs = LEXICONS.blobs(POST, record);

        assertThat(blobs.uses()).isEmpty();
        assertThat(blobs.legacy()).extracting(LegacyBlob::mimeType).containsExactly("a/b");
    }

    @Test
    void parameters_areDecodedWithDefaults() {
        var method = method("com.atproto.repo.listRecords");

        var decoded = method.decodeParameters(Map.of(
                "repo", List.of("alice.test"),
                "collection", List.of("app.bsky.feed.post"),
                "reverse", List.of("true"),
                "cursor", List.of(""),
                "other", List.of("x")));

        assertThat(decoded).isEqualTo(DataJson.parseMap("""
                {"repo": "alice.test", "collection": "app.bsky.feed.post", "reverse": true, "limit": 50}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            limit=5 | Missing required key "repo"
            repo=alice.test&collection=a.b.c&limit=abc | Expected integer value type (got "abc")
            repo=alice.test&collection=a.b.c&limit=101 | integer too big (maximum 100, got 101)
            repo=alice.test&collection=a.b.c&limit=99999999999999999999 | Expected integer value type (got "99999999999999999999")
            repo=alice.test&collection=a.b.c&limit=5&limit=6 | Expected integer value type (got [5, 6])
            repo=alice.test&collection=a.b.c&reverse=1 | Expected boolean value type (got "1")
            repo=x&reverse=1 | Expected boolean value type (got "1")
            repo=x&collection=a.b.c | Invalid AT identifier (got "x")
            repo=alice.test&collection=x | Invalid NSID (got "x")
            """)
    void badParameters_areRefusedInTheReferencesWords(String query, String reason) {
        var raw = new LinkedHashMap<String, List<String>>();
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", -1);
            raw.merge(
                    parts[0],
                    List.of(parts[1]),
                    (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
        }

        assertThatThrownBy(() -> method("com.atproto.repo.listRecords").decodeParameters(raw))
                .hasMessage("Invalid com.atproto.repo.listRecords params: " + reason);
    }

    @Test
    void listParameter_takesOneOrMoreValues() {
        var method = method("com.atproto.admin.getAccountInfos");

        assertThat(method.decodeParameters(Map.of("dids", List.of("did:web:a.test", "did:web:b.test"))))
                .isEqualTo(DataJson.parseMap("{\"dids\": [\"did:web:a.test\", \"did:web:b.test\"]}"));
        assertThatThrownBy(() -> method.decodeParameters(Map.of("dids", List.of("x"))))
                .hasMessageEndingWith("Invalid DID (got \"x\")");
    }

    @Test
    void inputBody_isCompletedWithDefaults() {
        var input = body("com.atproto.server.createInviteCodes");

        var completed = (DataMap) input.check(DataJson.parse("{\"useCount\": 2}"));

        assertThat(completed.get("codeCount")).isEqualTo(new DataInteger(1));
    }

    @Test
    void badInputBody_isRefusedWithItsPath() {
        var input = body("com.atproto.repo.applyWrites");

        assertThatThrownBy(() -> input.check(DataJson.parse("{\"writes\": []}")))
                .hasMessage("Missing required key \"repo\" at $");
        assertThatThrownBy(() -> input.check(DataJson.parse("[]")))
                .hasMessage("Expected object value type (got []) at $");
        assertThatThrownBy(
                        () -> input.check(DataJson.parse("{\"repo\": \"a.test\", \"writes\": [{\"$type\": \"x\"}]}")))
                .hasMessage("Expected one of \"com.atproto.repo.applyWrites#create\","
                        + " \"com.atproto.repo.applyWrites#update\" or \"com.atproto.repo.applyWrites#delete\""
                        + " (got \"x\") at $.writes[0].$type");
    }

    @Test
    void encoding_isMatchedByPattern() {
        assertThat(body("com.atproto.repo.createRecord").accepts("application/json; charset=utf-8"))
                .isTrue();
        assertThat(body("com.atproto.repo.createRecord").accepts("text/plain")).isFalse();
        assertThat(body("com.atproto.repo.uploadBlob").accepts("image/png")).isTrue();
    }

    private static Body body(String method) {
        return Objects.requireNonNull(method(method).input());
    }

    private static MethodDefinition method(String id) {
        return LEXICONS.method(new Nsid(id)).orElseThrow();
    }

    private static DataMap post(String more) {
        return typed(POST, "{\"text\": \"hello\", \"createdAt\": \"2024-01-01T00:00:00.000Z\"" + more + "}");
    }

    private static DataMap profile(String avatar) {
        return typed(PROFILE, "{\"avatar\": " + avatar + "}");
    }

    private static DataMap typed(Nsid type, String json) {
        return DataJson.parseMap(json).with("$type", new DataString(type.text()));
    }

    private static String refusal(Nsid collection, String key, DataMap record) {
        try {
            LEXICONS.assertRecord(collection, new RecordKey(key), record);
            return "accepted";
        } catch (InvalidLexiconDataException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
