package dev.rookery.pds.xrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.config.IpNetwork;
import dev.rookery.pds.http.ClientAddresses;
import dev.rookery.pds.http.FrontDoor;
import dev.rookery.pds.http.HttpServer;
import dev.rookery.pds.http.TestPages;
import dev.rookery.pds.load.HeavyWork;
import dev.rookery.pds.load.TestMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {
    private static final int BLOB_LIMIT = 100_000;
    private static final String CID = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a";
    private static final String POST = "{\"repo\":\"alice.test\",\"collection\":\"app.bsky.feed.post\",\"rkey\":\"k\","
            + "\"record\":{\"text\":\"hi\"}%s}";

    private static HttpServer server;
    private static XrpcClient client;
    private static XrpcClient alice;

    @BeforeAll
    static void start() {
        var router = new Router(
                List.of(
                        SampleEndpoints.getRecord(),
                        SampleEndpoints.listRecords(),
                        SampleEndpoints.putRecord(),
                        SampleEndpoints.applyWrites(),
                        SampleEndpoints.uploadBlob(BLOB_LIMIT),
                        SampleEndpoints.getRepo(),
                        SampleEndpoints.activateAccount()),
                Lexicons.bundled(),
                new AnyTokenIsAlice(),
                null,
                new Guesses(InstantSource.system()),
                new HeavyWork());
        server = HttpServer.start(
                0,
                new FrontDoor(
                        router, TestPages.none(), new ClientAddresses(IpNetwork.PRIVATE), TestMemory.budget(), null));
        client = new XrpcClient(URI.create("http://localhost:" + server.port()), null);
        alice = client.withBearer("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void query_readsItsParameters_andWritesItsOutput() {
        Answer answer = getRecord("rkey", "k1", "cid", CID).expect(200);

        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(answer.bodyText())
                .isEqualTo("{\"uri\":\"at://alice.test/app.bsky.feed.post/k1\",\"cid\":\"" + CID
                        + "\",\"value\":{\"n\":-7,\"on\":true,\"text\":\"grüße \\\"alle\\\"\"}}");
    }

    @Test
    void absentValue_isLeftOut() {
        assertThat(getRecord("rkey", "k1").expect(200).json().has("cid")).isFalse();
    }

    @Test
    void parameters_haveTheLexiconsTypesAndDefaults() {
        assertThat(listRecords().expect(200).text("cursor")).isEqualTo("50 null null");
        assertThat(listRecords("limit", "7", "cursor", "a+b c/%", "reverse", "true")
                        .expect(200)
                        .text("cursor"))
                .isEqualTo("7 a+b c/% true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            repo=alice.test&collection=app.bsky.feed.post | rkey
            repo=alice.test&collection=nonsense&rkey=k    | nsid
            repo=..&collection=app.bsky.feed.post&rkey=k  | identifier
            repo=alice.test&collection=app.bsky.feed.post&rkey=k&cid=x | cid
            """)
    void wrongParameters_areRefusedInWords(String query, String named) {
        Answer answer = client.send(client.request("/xrpc/com.atproto.repo.getRecord?" + query)
                .GET()
                .build());

        answer.expect(400, "InvalidRequest");
        assertThat(answer.message()).containsIgnoringCase(named);
    }

    @Test
    void limitOutOfRange_isRefused() {
        listRecords("limit", "0").expect(400, "InvalidRequest");
        listRecords("limit", "101").expect(400, "InvalidRequest");
        listRecords("limit", "ten").expect(400, "InvalidRequest");
    }

    @Test
    void procedure_readsNestedJson_andTellsNullFromAbsent() {
        assertThat(put("").expect(200).text("validationStatus")).isEqualTo("null");
        assertThat(put(",\"swapRecord\":null").expect(200).text("validationStatus"))
                .isEqualTo("Given[value=null]");
        assertThat(put(",\"swapRecord\":\"" + CID + "\"").expect(200).text("validationStatus"))
                .isEqualTo("Given[value=" + CID + "]");
    }

    @Test
    void union_isToldApartByType_bothWays() {
        Answer answer = alice.post("com.atproto.repo.applyWrites", """
                {"repo":"alice.test","writes":[
                  {"$type":"com.atproto.repo.applyWrites#create","collection":"a.b.c","value":{"x":1}},
                  {"$type":"com.atproto.repo.applyWrites#delete","collection":"a.b.c","rkey":"k"}]}""");

        assertThat(answer.expect(200).bodyText())
                .startsWith("{\"results\":[{\"$type\":\"com.atproto.repo.applyWrites#createResult\",\"uri\":")
                .endsWith("{\"$type\":\"com.atproto.repo.applyWrites#deleteResult\"}]}");
    }

    @Test
    void unknownMemberOfAUnion_isRefused() {
        alice.post("com.atproto.repo.applyWrites", "{\"repo\":\"alice.test\",\"writes\":[{\"$type\":\"a.b.c\"}]}")
                .expect(400, "InvalidRequest");
    }

    @Test
    void unknownMethod_isNotImplemented() {
        client.get("com.example.nothing").expect(501, "MethodNotImplemented");
        client.post("com.atproto.server.createInviteCode", "{}").expect(501, "MethodNotImplemented");
    }

    @Test
    void pathThatIsNoName_isRefused() {
        client.get("not_a_name").expect(400, "InvalidRequest");
    }

    @Test
    void wrongVerb_isRefusedAsTheReferenceDoes() {
        Answer posted = client.post("com.atproto.repo.getRecord").expect(400, "InvalidRequest");
        Answer got = client.get("com.atproto.repo.putRecord").expect(400, "InvalidRequest");
        Answer notHere = client.get("com.atproto.server.createInviteCode").expect(400, "InvalidRequest");

        assertThat(posted.message()).isEqualTo("Incorrect HTTP method (POST) expected GET");
        assertThat(got.message()).isEqualTo("Incorrect HTTP method (GET) expected POST");
        assertThat(notHere.message()).isEqualTo("Incorrect HTTP method (GET) expected POST");
    }

    @Test
    void trailingSlash_isForgiven() {
        client.get("com.atproto.repo.listRecords/", "repo", "alice.test", "collection", "a.b.c")
                .expect(200);
    }

    @Test
    void missingBody_isRefused() {
        Answer answer = alice.post("com.atproto.repo.putRecord");

        // Java's client says that there are no bytes, where others say nothing
        answer.expect(400, "InvalidRequest");
        assertThat(answer.message()).isEqualTo("Request encoding (Content-Type) required but not provided");
    }

    @Test
    void wrongContentType_isRefused() {
        Answer answer = alice.post("com.atproto.repo.putRecord", "text/plain", utf8(POST.formatted("")))
                .expect(400, "InvalidRequest");

        assertThat(answer.message()).isEqualTo("Wrong request encoding (Content-Type): text/plain");
    }

    @Test
    void contentType_mayHaveParametersAndCapitals() {
        alice.post("com.atproto.repo.putRecord", "Application/JSON; charset=UTF-8", utf8(POST.formatted("")))
                .expect(200);
    }

    @Test
    void unexpectedBody_isRefused() {
        Answer answer = alice.post("com.atproto.server.activateAccount", "{}").expect(400, "InvalidRequest");

        assertThat(answer.message()).isEqualTo("A request body was provided when none was expected");
    }

    @Test
    void noInputAndNoOutput_isAnEmptyAnswer() {
        Answer answer = alice.post("com.atproto.server.activateAccount").expect(200);

        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {
            {"a":1}}
            [1,2]
            "text"
            {"repo":"alice.test","repo":"bob.test"}
            {"repo":5}
            {"repo":"alice.test","collection":"app.bsky.feed.post","rkey":"k","record":{"x":1.5}}
            nonsense
            """)
    void brokenJson_isInvalid(String json) {
        alice.post("com.atproto.repo.putRecord", json).expect(400, "InvalidRequest");
    }

    @Test
    void deepNesting_isInvalid() {
        String deep = "[".repeat(50_000) + "]".repeat(50_000);

        put(",\"x\":" + deep).expect(400, "InvalidRequest");
    }

    @Test
    void tooMuchJson_isRefusedByName() {
        String text = "x".repeat(1_000_001);

        put(",\"x\":\"" + text + "\"").expect(413, "PayloadTooLargeError");
        alice.post("com.atproto.repo.putRecord", "application/json", chunked(POST.formatted(",\"x\":\"" + text + "\"")))
                .expect(413, "PayloadTooLargeError");
    }

    @Test
    void defaultLimitOfJson_isThatOfTheReference() {
        String text = "x".repeat(150 * 1024);

        alice.post("com.atproto.repo.applyWrites", "{\"repo\":\"" + text + "\"}")
                .expect(413, "PayloadTooLargeError");
    }

    @Test
    void compressedJson_isRead() {
        postCoded("gzip", gzip(utf8(POST.formatted("")))).expect(200);
        postCoded("deflate", deflate(utf8(POST.formatted("")))).expect(200);
    }

    @Test
    void brokenCompression_isInvalid() {
        postCoded("gzip", utf8("this is not gzip")).expect(400, "InvalidRequest");
        byte[] whole = gzip(utf8(POST.formatted("")));
        postCoded("gzip", java.util.Arrays.copyOf(whole, whole.length / 2)).expect(400, "InvalidRequest");
    }

    @Test
    void compressionThatHidesTooMuch_isRefused() {
        postCoded("gzip", gzip(new byte[20_000_000])).expect(413, "PayloadTooLargeError");
    }

    @Test
    void unknownCompression_isUnsupported() {
        postCoded("zebra", utf8("{}")).expect(415, "UnsupportedMediaTypeError");
    }

    @Test
    void upload_isStreamed_withItsType() {
        Answer answer = alice.post("com.atproto.repo.uploadBlob", "image/PNG; q=1", new byte[5_000])
                .expect(200);

        assertThat(answer.bodyText()).contains("\"type\":\"image/png\"", "\"size\":5000", "\"known\":\"5000\"");
    }

    @Test
    void upload_ofUnknownLength_isStreamed() {
        Answer answer = alice.post("com.atproto.repo.uploadBlob", "image/png", chunked("x".repeat(5_000)))
                .expect(200);

        assertThat(answer.bodyText()).contains("\"size\":5000", "\"known\":\"null\"");
    }

    @Test
    void uploadPastItsLimit_isRefused() {
        byte[] large = new byte[BLOB_LIMIT + 1];

        alice.post("com.atproto.repo.uploadBlob", "image/png", large).expect(413, "PayloadTooLarge");
        alice.post("com.atproto.repo.uploadBlob", "image/png", chunked("x".repeat(BLOB_LIMIT + 1)))
                .expect(413, "PayloadTooLarge");
    }

    @Test
    void hugeUpload_isToldSo_thoughNobodyReadsIt() {
        alice.post("com.atproto.repo.uploadBlob", "image/png", new byte[10_000_000])
                .expect(413, "PayloadTooLarge");
    }

    @Test
    void download_isStreamed_withItsHeaders() {
        Answer answer = client.get("com.atproto.sync.getRepo", "did", "did:web:example.com")
                .expect(200);

        assertThat(answer.body()).hasSize(6_553_600);
        assertThat(answer.header("Content-Type")).isEqualTo("application/vnd.ipld.car");
        assertThat(answer.header("X-Sample")).isEqualTo("1");
    }

    @Test
    void downloadThatFailsHalfWay_doesNotLookComplete() {
        assertThatThrownBy(() -> client.get("com.atproto.sync.getRepo", "did", SampleEndpoints.ALICE.text()))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void refusal_isGivenAsItIs() {
        Answer answer = getRecord("rkey", "missing").expect(400, "RecordNotFound");

        assertThat(answer.message()).isEqualTo("Could not locate record");
    }

    @Test
    void unexpectedFailure_tellsNothing() {
        Answer answer = getRecord("rkey", "bug").expect(500, "InternalServerError");

        assertThat(answer.bodyText())
                .isEqualTo("{\"error\":\"InternalServerError\",\"message\":\"Internal Server Error\"}");
    }

    @Test
    void missingCredentials_areReported_beforeTheBodyIsRead() {
        client.post("com.atproto.repo.putRecord", "{").expect(401, "AuthMissing");
    }

    @Test
    void answerToAKnownCaller_isPrivate() {
        Answer answer = put("");

        assertThat(answer.header("Cache-Control")).isEqualTo("private");
        assertThat(answer.header("Vary")).isEqualTo("Authorization");
    }

    @Test
    void head_ofAQuery_hasNoBody() {
        String path = "/xrpc/com.atproto.repo.listRecords?repo=alice.test&collection=a.b.c";

        Answer answer = client.send(
                client.request(path).method("HEAD", BodyPublishers.noBody()).build());

        assertThat(answer.expect(200).body()).isEmpty();
        assertThat(answer.header("Content-Length")).isNotEqualTo("0");
    }

    private static Answer getRecord(String... more) {
        String[] parameters = {"repo", "alice.test", "collection", "app.bsky.feed.post"};
        return client.get("com.atproto.repo.getRecord", concat(parameters, more));
    }

    private static Answer listRecords(String... more) {
        return client.get(
                "com.atproto.repo.listRecords",
                concat(new String[] {"repo", "alice.test", "collection", "a.b.c"}, more));
    }

    private static String[] concat(String[] one, String[] other) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(one), java.util.Arrays.stream(other))
                .toArray(String[]::new);
    }

    private static Answer put(String more) {
        return alice.post("com.atproto.repo.putRecord", POST.formatted(more));
    }

    private static Answer postCoded(String coding, byte[] body) {
        return alice.send(alice.request("/xrpc/com.atproto.repo.putRecord")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", coding)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private static java.net.http.HttpRequest.BodyPublisher chunked(String text) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(utf8(text)));
    }

    private static byte[] gzip(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
