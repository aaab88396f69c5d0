package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignUpTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer signUp(String json) {
        return pds.client().post("com.atproto.server.createAccount", json.replace('\'', '"'));
    }

    private static String form(String handle, String email) {
        return "{'handle': '%s', 'email': '%s', 'password': 'secret'}".formatted(handle, email);
    }

    @Test
    void newAccount_hasASessionAndADocument() {
        Answer answer = signUp(form("Alice.test", "Alice@mail.test")).expect(200);

        assertThat(answer.text("handle")).isEqualTo("alice.test");
        assertThat(answer.text("did")).matches("did:plc:[a-z2-7]{24}");
        assertThat(answer.bodyText())
                .contains("\"didDoc\":{", "at://alice.test", pds.url().toString());
        Answer session = pds.client()
                .withBearer(answer.text("accessJwt"))
                .get("com.atproto.server.getSession")
                .expect(200);
        assertThat(session.text("email")).isEqualTo("alice@mail.test");
        assertThat(session.bodyText()).contains("\"active\":true", "\"emailConfirmed\":false");
    }

    @Test
    void newAccount_survivesARestart() {
        TestPds.User user = pds.user("restart.test");

        pds.restart();

        assertThat(user.client()
                        .get("com.atproto.server.getSession")
                        .expect(200)
                        .text("handle"))
                .isEqualTo("restart.test");
    }

    @ParameterizedTest
    @CsvSource({
        "ab.test, InvalidHandle",
        "abcdefghijklmnopqrs.test, InvalidHandle",
        "a.b.test, InvalidHandle",
        "admin.test, HandleNotAvailable",
        "carol.example.com, UnsupportedDomain",
        "carol.local, InvalidHandle",
        "carol, InvalidRequest",
        "car_ol.test, InvalidRequest",
        "-carol.test, InvalidRequest",
    })
    void badHandle_isRefusedByName(String handle, String error) {
        signUp(form(handle, "carol@mail.test")).expect(400, error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "carol",
                "carol@",
                "@mail.test",
                "carol@mail",
                "a b@mail.test",
                "carol@mailinator.com",
                "carol@@mail.test",
                "carol@-mail.test",
                "carol@mail.123",
                "carol@127.0.0.1",
                "carol\\u0000@mail.test",
                "\\ud800@mail.test"
            })
    void badEmail_isRefused(String email) {
        signUp(form("carol.test", email)).expect(400, "InvalidRequest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vera+pds@mail.test",
                "vera@mail.one.two.xn--p1ai",
                "vera@почта.рф",
                "vera@उदाहरण.भारत",
                "वेरा@mail.test"
            })
    void goodEmail_isTaken(String email) {
        signUp(form("ab.test", email)).expect(400, "InvalidHandle"); // which is looked at after the address
    }

    @Test
    void missingOrOversizedInput_isRefused() {
        signUp("{}").expect(400, "InvalidRequest");
        signUp("{'handle': 'carol.test'}").expect(400, "InvalidRequest");
        signUp("{'handle': 5, 'email': 'carol@mail.test'}").expect(400, "InvalidRequest");
        signUp("[]").expect(400, "InvalidRequest");
        signUp("{'handle': 'carol.test', 'email': 'carol@mail.test', 'password': '" + "x".repeat(257) + "'}")
                .expect(400, "InvalidRequest");
        signUp("{'handle': 'carol.test', 'email': 'c@mail.test', 'password': 'x', 'recoveryKey': 'did:key:z'}")
                .expect(400, "InvalidRequest");
        signUp("{'handle': 'carol.test', 'email': 'c@mail.test', 'password': 'x', 'plcOp': {}}")
                .expect(400, "InvalidRequest");
        signUp("{'handle': 'carol.test', 'email': 'c@mail.test', 'password': 'x', 'inviteCode': 'nope'}")
                .expect(400, "InvalidInviteCode");
    }

    @Test
    void didOfSomebodyElse_isRefused() {
        String form = "{'handle': 'mover.test', 'email': 'm@mail.test', 'password': 'x', 'did': '%s'}"
                .formatted("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");

        signUp(form).expect(401, "AuthenticationRequired");
    }

    @Test
    void takenHandleOrEmail_isRefusedAlsoInOtherLetters() {
        pds.user("taken.test");

        assertThat(signUp(form("TAKEN.test", "other@mail.test")).expect(400).message())
                .isEqualTo("Handle already taken: taken.test");
        assertThat(signUp(form("other.test", "Taken@Example.com")).expect(400).message())
                .isEqualTo("Email already taken: Taken@Example.com");
    }

    @Test
    void concurrentSignUps_giveTheHandleToOne() throws Exception {
        List<Callable<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String form = form("race.test", "race" + i + "@mail.test");
            attempts.add(() -> signUp(form).status());
        }

        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(attempts)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnly(200, 400).containsOnlyOnce(200);
    }
}
