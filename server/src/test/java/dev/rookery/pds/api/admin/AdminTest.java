package dev.rookery.pds.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the operator does to accounts and what they publish, and who sees what afterwards.
class AdminTest {
    private static final String POST =
            "{\"$type\":\"app.bsky.feed.post\",\"text\":\"hi\",\"createdAt\":\"2026-01-01T00:00:00Z\"}";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer status(String subject, String change) {
        return pds.admin()
                .post("com.atproto.admin.updateSubjectStatus", "{\"subject\":" + subject + "," + change + "}");
    }

    private static String account(TestPds.User user) {
        return "{\"$type\":\"com.atproto.admin.defs#repoRef\",\"did\":\"" + user.did() + "\"}";
    }

    private static String takedown(boolean applied) {
        return "\"takedown\":{\"applied\":" + applied + ",\"ref\":\"report-7\"}";
    }

    private static Answer create(TestPds.User user) {
        return user.client()
                .post(
                        "com.atproto.repo.createRecord",
                        "{\"repo\":\"" + user.did() + "\",\"collection\":\"app.bsky.feed.post\",\"record\":" + POST
                                + "}")
                .expect(200);
    }

    @Test
    void takenDownAccount_isHiddenUntilTheTakedownIsLifted() {
        TestPds.User user = pds.user("takendown.test");

        Answer answer = status(account(user), takedown(true)).expect(200);

        assertThat(((DataMap) answer.json().get("subject")).text("did"))
                .isEqualTo(user.did().text());
        pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(400, "RepoTakendown");
        assertThat(takedownRef("did", user.did().text())).isEqualTo("report-7");

        status(account(user), takedown(false)).expect(200);

        pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(200);
        assertThat(takedownRef("did", user.did().text())).isNull();

        status(account(user), "\"takedown\":{\"applied\":true}").expect(200);
        assertThat(takedownRef("did", user.did().text())).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}Z");
    }

    private static String takedownRef(String... query) {
        Answer answer =
                pds.admin().get("com.atproto.admin.getSubjectStatus", query).expect(200);
        return ((DataMap) answer.json().get("takedown")).text("ref");
    }

    @Test
    void deactivation_canBeTheOperatorsToo() {
        TestPds.User user = pds.user("asleep.test");

        status(account(user), "\"deactivated\":{\"applied\":true}").expect(200);

        pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(400, "RepoDeactivated");
        status(account(user), "\"deactivated\":{\"applied\":false}").expect(200);
        pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(200);
        status(account(user), takedown(true) + ",\"deactivated\":{\"applied\":false}")
                .expect(400, "InvalidRequest");
    }

    @Test
    void takenDownRecord_isHidden_andStaysInTheRepository() {
        TestPds.User user = pds.user("records.test");
        String uri = create(user).text("uri");
        String cid = create(user).text("cid");
        String subject = "{\"$type\":\"com.atproto.repo.strongRef\",\"uri\":\"" + uri + "\",\"cid\":\"" + cid + "\"}";
        String rkey = uri.substring(uri.lastIndexOf('/') + 1);
        String head = head(user);

        status(subject, takedown(true)).expect(200);

        assertThat(getRecord(user, rkey).status()).isEqualTo(400);
        assertThat(head(user)).isEqualTo(head);
        assertThat(takedownRef("uri", uri)).isEqualTo("report-7");
        status(subject, takedown(false)).expect(200);
        getRecord(user, rkey).expect(200);
        status(subject.replace(rkey, "3zzzzzzzzzzzz"), takedown(true)).expect(400, "NotFound");
    }

    private static Answer getRecord(TestPds.User user, String rkey) {
        return pds.client()
                .get(
                        "com.atproto.repo.getRecord",
                        "repo",
                        user.handle(),
                        "collection",
                        "app.bsky.feed.post",
                        "rkey",
                        rkey);
    }

    private static String head(TestPds.User user) {
        return pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(200)
                .text("cid");
    }

    @Test
    void takenDownBlob_isNotTakenAgain_butByOthers() {
        TestPds.User user = pds.user("blobs.test");
        TestPds.User other = pds.user("others.test");
        String cid = upload(user).expect(200).bodyText().replaceFirst("(?s).*\"\\$link\":\"([^\"]*)\".*", "$1");
        String subject = "{\"$type\":\"com.atproto.admin.defs#repoBlobRef\",\"did\":\"" + user.did() + "\",\"cid\":\""
                + cid + "\"}";

        status(subject, takedown(true)).expect(200);

        assertThat(upload(user).status()).isEqualTo(400);
        upload(other).expect(200);
        assertThat(takedownRef("did", user.did().text(), "blob", cid)).isEqualTo("report-7");
        status(subject, takedown(false)).expect(200);
        upload(user).expect(200);
    }

    private static Answer upload(TestPds.User user) {
        return user.client()
                .post("com.atproto.repo.uploadBlob", "text/plain", "some bytes".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void subjects_thatMakeNoSense_areRefused() {
        status("{\"$type\":\"com.example.thing\",\"did\":\"did:plc:x\"}", takedown(true))
                .expect(400, "InvalidRequest");
        status("{\"$type\":\"com.atproto.admin.defs#repoRef\",\"did\":\"did:plc:nobody\"}", takedown(true))
                .expect(400, "NotFound");
        pds.admin().get("com.atproto.admin.getSubjectStatus").expect(400, "InvalidRequest");
        pds.admin()
                .get(
                        "com.atproto.admin.getSubjectStatus",
                        "blob",
                        "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")
                .expect(400, "InvalidRequest");
        pds.admin()
                .get("com.atproto.admin.getSubjectStatus", "did", "did:plc:nobody")
                .expect(400, "NotFound");
    }

    @Test
    void deletedAccount_isGone_andItsHandleIsFree() {
        TestPds.User user = pds.user("gone.test");
        create(user);
        upload(user).expect(200);

        delete(user);

        pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(400, "RepoNotFound");
        pds.client()
                .get("com.atproto.identity.resolveHandle", "handle", user.handle())
                .expect(400, "HandleNotFound");
        assertThat(user.client().get("com.atproto.server.getSession").status()).isIn(400, 401);
        assertThat(pds.user("gone.test").did()).isNotEqualTo(user.did());
        delete(user);
    }

    private static void delete(TestPds.User user) {
        pds.admin()
                .post("com.atproto.admin.deleteAccount", "{\"did\":\"" + user.did() + "\"}")
                .expect(200);
    }

    @Test
    void handle_isChangedByTheOwner_withinTheRules() {
        TestPds.User user = pds.user("before.test");
        TestPds.User other = pds.user("other.test");

        rename(user, "After.test").expect(200);

        assertThat(user.client()
                        .get("com.atproto.server.getSession")
                        .expect(200)
                        .text("handle"))
                .isEqualTo("after.test");
        assertThat(pds.client()
                        .get("com.atproto.identity.resolveHandle", "handle", "after.test")
                        .expect(200)
                        .text("did"))
                .isEqualTo(user.did().text());
        pds.client()
                .get("com.atproto.identity.resolveHandle", "handle", "before.test")
                .expect(400, "HandleNotFound");
        assertThat(pds.client()
                        .get("com.atproto.repo.describeRepo", "repo", "after.test")
                        .expect(200)
                        .bodyText())
                .contains("\"handleIsCorrect\":true", "at://after.test");
        rename(user, other.handle()).expect(400, "HandleNotAvailable");
        rename(user, "x.test").expect(400, "InvalidHandle");
        rename(user, "a.b.test").expect(400, "InvalidHandle");
        rename(user, "admin.test").expect(400, "HandleNotAvailable");
        rename(user, "elsewhere.invalid").expect(400, "InvalidHandle");
        rename(user, "nonsense").expect(400, "InvalidRequest");
        rename(user, "after.test").expect(200);
    }

    private static Answer rename(TestPds.User user, String handle) {
        return user.client().post("com.atproto.identity.updateHandle", "{\"handle\":\"" + handle + "\"}");
    }

    @Test
    void handle_isChangedByTheOperator_alsoToAReservedName() {
        TestPds.User user = pds.user("plain.test");
        XrpcClient admin = pds.admin();

        admin.post("com.atproto.admin.updateAccountHandle", handle(user, "support.test"))
                .expect(200);

        assertThat(user.client()
                        .get("com.atproto.server.getSession")
                        .expect(200)
                        .text("handle"))
                .isEqualTo("support.test");
        admin.post("com.atproto.admin.updateAccountHandle", handle(user, "x.test"))
                .expect(400, "InvalidHandle");
        user.client()
                .post("com.atproto.admin.updateAccountHandle", handle(user, "mine.test"))
                .expect(401, "AuthenticationRequired");
    }

    private static String handle(TestPds.User user, String handle) {
        return "{\"did\":\"" + user.did() + "\",\"handle\":\"" + handle + "\"}";
    }
}
