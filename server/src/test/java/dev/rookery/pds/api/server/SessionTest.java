package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @RegisterExtension
    static final TestPds pds =
            TestPds.start(Map.of(), () -> InstantSource.system().instant().plus(AHEAD.get()));

    private static TestPds.User alice;

    @BeforeAll
    static void signUp() {
        alice = pds.user("alice.test");
    }

    private static Answer login(String identifier, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"%s\", \"password\": \"%s\"}".formatted(identifier, password));
    }

    private static Answer refresh(String token) {
        return as(token).post("com.atproto.server.refreshSession");
    }

    private static XrpcClient as(String token) {
        return pds.client().withBearer(token);
    }

    private static String claim(String token, String name) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return String.valueOf(DataJson.parseMap(payload).text(name));
    }

    private static void later(Duration time, Runnable test) {
        AHEAD.set(time);
        try {
            test.run();
        } finally {
            AHEAD.set(Duration.ZERO);
        }
    }

    private static String sign(String header, String payload, String secret) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return signed + "." + base64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void login_byHandleDidOrEmail_opensASession() {
        for (String identifier : List.of("alice.test", "ALICE.test", alice.did().text(), "Alice@example.com")) {
            Answer answer = login(identifier, TestPds.PASSWORD).expect(200);
            assertThat(answer.text("did")).isEqualTo(alice.did().text());
            assertThat(answer.text("email")).isEqualTo("alice@example.com");
            assertThat(claim(answer.text("accessJwt"), "scope")).isEqualTo("com.atproto.access");
            as(answer.text("accessJwt")).get("com.atproto.server.getSession").expect(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody.test", "did:plc:nobody", "nobody@mail.test", "", "@", "alice", "x\\u0000y"})
    void login_asNobody_isRefusedLikeAWrongPassword(String identifier) {
        Answer unknown = login(identifier, TestPds.PASSWORD).expect(401, "AuthenticationRequired");
        Answer wrong = login("alice.test", "wrong").expect(401, "AuthenticationRequired");

        assertThat(unknown.bodyText()).isEqualTo(wrong.bodyText());
    }

    @Test
    void login_withOddInput_isRefused() {
        login("alice.test", "x".repeat(513)).expect(401, "AuthenticationRequired");
        login("alice.test", "aaaa-bbbb-cccc-dddd").expect(401, "AuthenticationRequired");
        login("x".repeat(100_000) + ".test", "x").expect(401, "AuthenticationRequired");
        for (String body : List.of("{}", "[]", "null", "{\"identifier\": 1, \"password\": 2}", "{\"identifier\"")) {
            pds.client().post("com.atproto.server.createSession", body).expect(400, "InvalidRequest");
        }
    }

    @Test
    void refreshToken_usedTwiceWithinGrace_leadsToTheSameSuccessor() {
        String first = login("alice.test", TestPds.PASSWORD).expect(200).text("refreshJwt");

        String second = refresh(first).expect(200).text("refreshJwt");
        String again = refresh(first).expect(200).text("refreshJwt");

        assertThat(claim(second, "jti")).isEqualTo(claim(again, "jti")).isNotEqualTo(claim(first, "jti"));
        later(Duration.ofHours(2).plusSeconds(5), () -> {
            refresh(first).expect(400, "ExpiredToken");
            refresh(second).expect(200);
        });
    }

    @Test
    void refreshToken_usedConcurrently_leadsToOneSuccessor() throws Exception {
        String first = login("alice.test", TestPds.PASSWORD).expect(200).text("refreshJwt");
        List<Callable<String>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempts.add(() -> claim(refresh(first).expect(200).text("refreshJwt"), "jti"));
        }

        Set<String> successors = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> successor : threads.invokeAll(attempts)) {
                successors.add(successor.get());
            }
        }

        assertThat(successors).hasSize(1);
    }

    @Test
    void deletedSession_isOver() {
        String first = login("alice.test", TestPds.PASSWORD).expect(200).text("refreshJwt");
        String second = refresh(first).expect(200).text("refreshJwt");

        as(second).post("com.atproto.server.deleteSession").expect(200);

        refresh(second).expect(400, "ExpiredToken");
        refresh(first).expect(400, "ExpiredToken");
        as(second).post("com.atproto.server.deleteSession").expect(200);
    }

    @Test
    void tokenPastItsTime_isExpired() {
        Answer session = login("alice.test", TestPds.PASSWORD).expect(200);

        later(
                Duration.ofHours(2).plusSeconds(1),
                () -> as(session.text("accessJwt"))
                        .get("com.atproto.server.getSession")
                        .expect(400, "ExpiredToken"));
        later(Duration.ofDays(90).plusSeconds(1), () -> {
            refresh(session.text("refreshJwt")).expect(400, "ExpiredToken");
            as(session.text("refreshJwt"))
                    .post("com.atproto.server.deleteSession")
                    .expect(200);
        });
    }

    @Test
    void missingOrMalformedCredentials_areRefused() {
        pds.client().get("com.atproto.server.getSession").expect(401, "AuthMissing");
        pds.client().post("com.atproto.server.refreshSession").expect(401, "AuthMissing");
        pds.admin().get("com.atproto.server.getSession").expect(400, "InvalidToken");
        for (String header : List.of("Bearer", "Bearer a b", "Token x", "Bearer x", "Bearer a.b.c", "Bearer ..")) {
            new XrpcClient(pds.url(), header)
                    .get("com.atproto.server.getSession")
                    .expect(400, "InvalidToken");
        }
    }

    @Test
    void tokenOfTheWrongKind_isRefused() {
        as(alice.refreshJwt()).get("com.atproto.server.getSession").expect(400, "InvalidToken");
        refresh(alice.accessJwt()).expect(400, "InvalidToken");
        as(alice.accessJwt()).post("com.atproto.server.deleteSession").expect(400, "InvalidToken");
    }

    @Test
    void tokenThatIsNotOurs_isRefused() throws Exception {
        String payload = """
                {"scope": "com.atproto.access", "aud": "%s", "sub": "%s", "exp": 4000000000}
                """.formatted(pds.config().service().did(), alice.did());
        String header = "{\"typ\": \"at+jwt\", \"alg\": \"HS256\"}";
        String secret = pds.config().secrets().jwt().reveal();
        String genuine = sign(header, payload, secret);
        as(genuine).get("com.atproto.server.getSession").expect(200);

        List<String> forged = List.of(
                sign(header, payload, "another secret"),
                sign(header.replace("HS256", "none"), payload, secret),
                sign(header.replace("HS256", "HS512"), payload, secret),
                sign(header.replace("HS256", "ES256K"), payload, secret),
                sign(header.replace("at+jwt", "JWT"), payload, secret),
                sign("{\"alg\": \"HS256\"}", payload, secret),
                sign(header, payload.replace("did:web", "did:key"), secret),
                sign(header, payload.replace("com.atproto.access", "com.atproto.refresh"), secret),
                sign(header, payload.replace("com.atproto.access", "root"), secret),
                sign(header, payload.replace("did:plc:", "plc:"), secret),
                sign(header, payload.replace("\"exp\": 4000000000", "\"exp\": \"never\""), secret),
                sign(header, payload.replace("{", "{\"lxm\": \"x.y.z\","), secret),
                sign(header, payload.replace("{", "{\"cnf\": {},"), secret),
                sign(header, "[]", secret),
                genuine.substring(0, genuine.lastIndexOf('.') + 1),
                genuine.substring(0, genuine.length() - 2) + "AA",
                genuine + ".",
                genuine.replaceFirst("\\.", "A."));
        for (String token : forged) {
            as(token).get("com.atproto.server.getSession").expect(400, "InvalidToken");
        }
    }

    @Test
    void takenDownAccount_signsInOnlyOnRequestAndForLittle() {
        TestPds.User bob = pds.user("bob.test");
        String before = login("bob.test", TestPds.PASSWORD).expect(200).text("refreshJwt");

        pds.inside().accounts().takeDown(bob.did(), "moderator");

        login("bob.test", "wrong").expect(401, "AuthenticationRequired");
        login("bob.test", TestPds.PASSWORD).expect(401, "AccountTakedown");
        refresh(before).expect(401, "AccountTakedown");
        Answer session = pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"bob.test\", \"password\": \"%s\", \"allowTakendown\": true}"
                                .formatted(TestPds.PASSWORD))
                .expect(200);
        assertThat(session.text("status")).isEqualTo("takendown");
        XrpcClient client = as(session.text("accessJwt"));
        client.get("com.atproto.server.getSession").expect(400, "InvalidToken");
        client.get("com.atproto.server.getServiceAuth", "aud", "did:web:other.test")
                .expect(400, "InvalidToken");
        client.get(
                        "com.atproto.server.getServiceAuth",
                        "aud",
                        "did:web:other.test",
                        "lxm",
                        "com.atproto.server.createAccount")
                .expect(200);
    }
}
