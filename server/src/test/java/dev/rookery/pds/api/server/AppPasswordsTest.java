package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Passwords for single apps, and what those who sign in with one may do.
class AppPasswordsTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer create(XrpcClient client, String name, boolean privileged) {
        return client.post(
                "com.atproto.server.createAppPassword",
                "{\"name\": \"%s\", \"privileged\": %s}".formatted(name, privileged));
    }

    private static Answer revoke(XrpcClient client, String name) {
        return client.post("com.atproto.server.revokeAppPassword", "{\"name\": \"" + name + "\"}");
    }

    private static Answer login(TestPds.User user, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"%s\", \"password\": \"%s\"}".formatted(user.handle(), password));
    }

    private static XrpcClient signedIn(TestPds.User user, String password) {
        return pds.client().withBearer(login(user, password).expect(200).text("accessJwt"));
    }

    private static List<String> names(XrpcClient client) {
        var list = client.get("com.atproto.server.listAppPasswords").expect(200).json();
        return ((DataList) Objects.requireNonNull(list.get("passwords")))
                .items().stream()
                        .map(each -> ((DataMap) each).text("name"))
                        .map(String::valueOf)
                        .toList();
    }

    @Test
    void createdPassword_opensSessions_andIsNotToldAgain() {
        TestPds.User user = pds.user("maker.test");

        Answer created = create(user.client(), "phone", false).expect(200);

        String password = created.text("password");
        assertThat(password).matches("[a-z2-7]{4}(-[a-z2-7]{4}){3}");
        assertThat(created.text("name")).isEqualTo("phone");
        assertThat(created.json().get("privileged")).isEqualTo(DataBoolean.FALSE);
        XrpcClient app = signedIn(user, password);
        app.get("com.atproto.server.getSession").expect(200);
        Answer list = app.get("com.atproto.server.listAppPasswords").expect(200);
        assertThat(list.bodyText())
                .contains("\"phone\"", created.text("createdAt"))
                .doesNotContain(password);
    }

    @Test
    void secondPasswordOfOneName_isRefused_butNotThatOfAnotherAccount() {
        TestPds.User user = pds.user("twice.test");
        create(user.client(), "phone", false).expect(200);

        create(user.client(), "phone", true).expect(400, "InvalidRequest");

        create(pds.user("once.test").client(), "phone", false).expect(200);
        create(user.client(), "Phone", true).expect(200);
        assertThat(names(user.client())).containsExactlyInAnyOrder("phone", "Phone");
    }

    @Test
    void appPassword_listsAndRevokes_butMakesNone() {
        TestPds.User user = pds.user("lister.test");
        XrpcClient app =
                signedIn(user, create(user.client(), "first", true).expect(200).text("password"));
        create(user.client(), "second", false).expect(200);

        create(app, "third", false).expect(400, "InvalidToken");

        assertThat(names(app)).containsExactlyInAnyOrder("first", "second");
        revoke(app, "second").expect(200);
        assertThat(names(app)).containsExactly("first");
    }

    @Test
    void appPassword_mayNotActivateNorDeactivate_andReachesMessagesOnlyIfPrivileged() {
        TestPds.User user = pds.user("limits.test");
        XrpcClient plain =
                signedIn(user, create(user.client(), "plain", false).expect(200).text("password"));
        XrpcClient privileged = signedIn(
                user, create(user.client(), "privileged", true).expect(200).text("password"));

        for (XrpcClient app : List.of(plain, privileged)) {
            app.post("com.atproto.server.deactivateAccount", "{}").expect(400, "InvalidToken");
            app.post("com.atproto.server.activateAccount").expect(400, "InvalidToken");
        }
        messages(plain).expect(400, "InvalidRequest");
        messages(privileged).expect(200);
    }

    private static Answer messages(XrpcClient client) {
        return client.get(
                "com.atproto.server.getServiceAuth", "aud", "did:web:chat.test", "lxm", "chat.bsky.convo.listConvos");
    }

    @Test
    void revokedPassword_opensNoSession_andEndsThoseItOpened() {
        TestPds.User user = pds.user("revoker.test");
        String password = create(user.client(), "lost", false).expect(200).text("password");
        String refresh = login(user, password).expect(200).text("refreshJwt");

        revoke(user.client(), "lost").expect(200);

        login(user, password).expect(401, "AuthenticationRequired");
        pds.client()
                .withBearer(refresh)
                .post("com.atproto.server.refreshSession")
                .expect(400, "ExpiredToken");
        pds.client()
                .withBearer(user.refreshJwt())
                .post("com.atproto.server.refreshSession")
                .expect(200);
        revoke(user.client(), "lost").expect(200);
        revoke(user.client(), "never there").expect(200);
    }

    @Test
    void takenDownAccount_makesNone() {
        TestPds.User user = pds.user("down.test");
        create(user.client(), "before", false).expect(200);

        pds.inside().accounts().takeDown(user.did(), "mod");

        create(user.client(), "after", false).expect(401, "AccountTakedown");
        assertThat(names(user.client())).containsExactly("before");
    }

    @Test
    void deactivatedAccount_makesThemToo() {
        TestPds.User user = pds.user("resting.test");
        user.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);

        create(user.client(), "still", false).expect(200);
    }

    @Test
    void oddInput_isRefused() {
        XrpcClient client = pds.user("odd.test").client();

        for (String body : List.of("{}", "[]", "{\"name\": 5}", "{\"name\": \"x\", \"privileged\": \"yes\"}")) {
            client.post("com.atproto.server.createAppPassword", body).expect(400, "InvalidRequest");
        }
        client.post("com.atproto.server.revokeAppPassword", "{}").expect(400, "InvalidRequest");
        pds.client().get("com.atproto.server.listAppPasswords").expect(401, "AuthMissing");
        create(client, "", false).expect(200);
        create(client, "x".repeat(10_000), false).expect(200);
    }
}
