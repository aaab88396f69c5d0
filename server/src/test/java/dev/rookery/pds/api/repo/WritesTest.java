package dev.rookery.pds.api.repo;

import static dev.rookery.pds.api.repo.Notes.NOTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WritesTest {
    private static final String POST = "{'text':'hello','createdAt':'2026-01-01T00:00:00Z'}";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final TestPds.User ALICE = pds.user("alice.test");
    private static final TestPds.User BOB = pds.user("bob.test");

    private static String commitCid(Answer answer) {
        return Objects.requireNonNull(
                ((DataMap) Objects.requireNonNull(answer.json().get("commit"))).text("cid"));
    }

    @Test
    void createdRecord_canBeRead() {
        Answer created = Notes.create(ALICE, "app.bsky.feed.post", POST).expect(200);

        assertThat(created.text("validationStatus")).isEqualTo("valid");
        String uri = created.text("uri");
        assertThat(uri).matches("at://" + ALICE.did() + "/app.bsky.feed.post/[2-7a-z]{13}");
        Answer read = pds.client()
                .get(
                        "com.atproto.repo.getRecord",
                        "repo",
                        ALICE.handle(),
                        "collection",
                        "app.bsky.feed.post",
                        "rkey",
                        uri.substring(uri.lastIndexOf('/') + 1))
                .expect(200);
        assertThat(read.text("cid")).isEqualTo(created.text("cid"));
        assertThat(read.bodyText()).contains("\"$type\":\"app.bsky.feed.post\"", "\"text\":\"hello\"");
    }

    @Test
    void writesOutliveARestart() {
        String cid = Notes.put(ALICE, "lasting", "still here").expect(200).text("cid");

        pds.restart();

        assertThat(Notes.get(pds, ALICE, "lasting").expect(200).text("cid")).isEqualTo(cid);
    }

    @Test
    void othersRepository_isRefused() {
        String record = "'collection':'%s','rkey':'x','record':{}".formatted(NOTE);

        for (String method : new String[] {"createRecord", "putRecord", "deleteRecord"}) {
            String json = "{\"repo\":\"%s\",%s}".formatted(BOB.did(), record.replace('\'', '"'));
            ALICE.client().post("com.atproto.repo." + method, json).expect(401, "AuthenticationRequired");
        }
        ALICE.client()
                .post("com.atproto.repo.applyWrites", "{\"repo\":\"bob.test\",\"writes\":[]}")
                .expect(401, "AuthenticationRequired");
    }

    @Test
    void profileWithoutAKey_isSelf() {
        Answer created = Notes.create(BOB, "app.bsky.actor.profile", "{'displayName':'Bob'}")
                .expect(200);

        assertThat(created.text("uri")).endsWith("/app.bsky.actor.profile/self");
        Notes.create(BOB, "app.bsky.actor.profile", "{'displayName':'Again'}").expect(400, "InvalidRequest");
    }

    @ParameterizedTest
    @CsvSource({
        "true,  com.example.note,   400",
        "false, com.example.note,   200",
        "true,  app.bsky.feed.post, 400",
        "false, app.bsky.feed.post, 200",
    })
    void recordThatIsNoPost_dependsOnValidation(boolean validate, String collection, int status) {
        Answer answer = Notes.call(
                ALICE,
                "createRecord",
                "'validate':%s,'collection':'%s','record':{'some':'thing'}".formatted(validate, collection));

        answer.expect(status);
        assertThat(answer.json().has("validationStatus")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n1gger", "a.n-i-g-g-e-r", "k_i_k_e"})
    void slurInAKey_isRefused(String rkey) {
        Answer refused = Notes.put(ALICE, rkey, "hello").expect(400, "InvalidRequest");

        assertThat(refused.message()).isEqualTo("Unacceptable slur in record key");
    }

    @Test
    void noOp_makesNoCommit() {
        Notes.put(ALICE, "same", "same").expect(200);

        Answer again = Notes.put(ALICE, "same", "same").expect(200);
        Answer nothing = Notes.delete(ALICE, "never").expect(200);

        assertThat(again.json().has("commit")).isFalse();
        assertThat(nothing.bodyText()).isEqualTo("{}");
    }

    @Test
    void staleSwap_isRefusedByName() {
        String record = "'collection':'%s','rkey':'swap','record':{'n':%d}%s";
        String first = commitCid(Notes.call(ALICE, "putRecord", record.formatted(NOTE, 1, ",'swapRecord':null"))
                .expect(200));
        Notes.call(ALICE, "putRecord", record.formatted(NOTE, 2, "")).expect(200);

        Answer staleCommit = Notes.call(ALICE, "putRecord", record.formatted(NOTE, 3, ",'swapCommit':'" + first + "'"));
        Answer staleRecord = Notes.call(ALICE, "putRecord", record.formatted(NOTE, 3, ",'swapRecord':null"));

        assertThat(staleCommit.expect(400, "InvalidSwap").message()).startsWith("Commit was at bafyrei");
        assertThat(staleRecord.expect(400, "InvalidSwap").message()).startsWith("Record was at bafyrei");
    }

    @Test
    void batch_isMadeWholeOrNotAtAll() {
        Notes.put(BOB, "present", "here").expect(200);
        String writes = """
                'writes':[
                  {'$type':'com.atproto.repo.applyWrites#create','collection':'$c','rkey':'one','value':{}},
                  {'$type':'com.atproto.repo.applyWrites#update','collection':'$c','rkey':'present','value':{}},
                  {'$type':'com.atproto.repo.applyWrites#delete','collection':'$c','rkey':'absent'}
                ]""";

        Answer refused = Notes.call(BOB, "applyWrites", writes.replace("$c", NOTE));

        refused.expect(400, "InvalidRequest");
        Notes.get(pds, BOB, "one").expect(400, "RecordNotFound");
        assertThat(Notes.get(pds, BOB, "present").bodyText()).contains("here");
    }

    @Test
    void oldProfilePicture_isBroughtUpToDate() {
        Answer upload = ALICE.client()
                .post("com.atproto.repo.uploadBlob", "image/png", "\u0089PNG".getBytes(StandardCharsets.ISO_8859_1))
                .expect(200);
        String cid =
                ((Blob) Objects.requireNonNull(upload.json().get("blob"))).ref().toString();

        Notes.call(
                        ALICE,
                        "putRecord",
                        "'collection':'app.bsky.actor.profile','rkey':'self',"
                                + "'record':{'avatar':{'cid':'%s','mimeType':'image/png'}}".formatted(cid))
                .expect(200);

        String unknown = Cid.raw(new byte[] {1}).toString();
        Answer refused = Notes.call(
                ALICE,
                "putRecord",
                "'collection':'app.bsky.actor.profile','rkey':'self',"
                        + "'record':{'avatar':{'cid':'%s','mimeType':'image/png'}}".formatted(unknown));
        refused.expect(400, "InvalidRequest");
        assertThat(pds.client()
                        .get(
                                "com.atproto.repo.listRecords",
                                "repo",
                                "alice.test",
                                "collection",
                                "app.bsky.actor.profile")
                        .expect(200)
                        .bodyText())
                .contains("\"$type\":\"blob\"", cid);
    }

    @Test
    void writes_takeTheirPointsFromTheRateLimit() {
        try (TestPds limited = TestPds.start(Map.of("PDS_RATE_LIMITS_ENABLED", "true"))) {
            TestPds.User carol = limited.user("carol.test");
            String create =
                    "{'$type':'com.atproto.repo.applyWrites#create','collection':'%s','value':{}}".formatted(NOTE);
            String writes = "'writes':[" + String.join(",", Collections.nCopies(200, create)) + "]";

            // What is left of the account's 5,000 an hour, once that is less than what is left of the address's calls.
            for (int i = 0; i < 4; i++) {
                Notes.call(carol, "applyWrites", writes).expect(200);
            }
            assertThat(remaining(Notes.put(carol, "a", "a"))).isEqualTo(5_000 - 4 * 600 - 2);
            assertThat(remaining(Notes.create(carol, NOTE, "{}"))).isEqualTo(5_000 - 4 * 600 - 5);
            assertThat(remaining(Notes.delete(carol, "a"))).isEqualTo(5_000 - 4 * 600 - 6);
        }
    }

    private static long remaining(Answer answer) {
        return Long.parseLong(Objects.requireNonNull(answer.header("RateLimit-Remaining")));
    }
}
