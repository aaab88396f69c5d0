package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.pds.Mails;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Signing in with a password and a code that comes by mail.
class SecondFactorTest {
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @RegisterExtension
    static final TestPds pds = TestPds.start(
            Map.of("PDS_DEV_MODE", "false"),
            () -> InstantSource.system().instant().plus(AHEAD.get()));

    /// Lets time pass. It does not come back: wrong guesses are paid for with it.
    private static void pass(Duration time) {
        AHEAD.updateAndGet(time::plus);
    }

    private static String address(TestPds.User user) {
        return EmailTest.address(user);
    }

    private static String mailedCode(String address) {
        return Mails.code(pds.mail(address));
    }

    /// Signs up, and confirms the address.
    private static TestPds.User confirmed(String handle) {
        TestPds.User user = pds.user(handle);
        confirm(user, address(user));
        return user;
    }

    private static void confirm(TestPds.User user, String address) {
        user.client().post("com.atproto.server.requestEmailConfirmation").expect(200);
        user.client()
                .post(
                        "com.atproto.server.confirmEmail",
                        "{\"email\":\"%s\",\"token\":\"%s\"}".formatted(address, mailedCode(address)))
                .expect(200);
    }

    /// Signs up with an address that is confirmed, and switches the second factor on.
    private static TestPds.User guarded(String handle) {
        TestPds.User user = confirmed(handle);
        update(user, address(user), ",\"emailAuthFactor\":true").expect(200);
        return user;
    }

    private static Answer update(TestPds.User user, String email, String more) {
        return user.client().post("com.atproto.server.updateEmail", "{\"email\":\"" + email + "\"" + more + "}");
    }

    private static String updateCode(TestPds.User user) {
        user.client().post("com.atproto.server.requestEmailUpdate").expect(200);
        return ",\"token\":\"" + mailedCode(address(user)) + "\"";
    }

    private static Answer login(TestPds.User user, String password, String more) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\":\"%s\",\"password\":\"%s\"%s}".formatted(user.handle(), password, more));
    }

    private static Answer login(TestPds.User user) {
        return login(user, TestPds.PASSWORD, "");
    }

    private static Answer login(TestPds.User user, String code) {
        return login(user, TestPds.PASSWORD, ",\"authFactorToken\":\"" + code + "\"");
    }

    /// Has a code mailed.
    private static String signInCode(TestPds.User user) {
        login(user).expect(401, "AuthFactorTokenRequired");
        return mailedCode(address(user));
    }

    private static boolean isOn(XrpcClient client) {
        return isOn(client.get("com.atproto.server.getSession").expect(200));
    }

    private static boolean isOn(Answer session) {
        return DataBoolean.TRUE.equals(session.json().get("emailAuthFactor"));
    }

    @Test
    void password_opensASession_withTheCodeThatWasMailed_once() {
        TestPds.User user = guarded("guarded.test");

        Answer required = login(user).expect(401, "AuthFactorTokenRequired");
        assertThat(required.message()).isEqualTo("A sign in code has been sent to your email address");
        String code = mailedCode(address(user));
        login(user, "").expect(401, "AuthFactorTokenRequired");
        assertThat(login(user, "AAAAA-AAAAA").expect(400, "InvalidToken").message())
                .isEqualTo("Token is invalid");
        Answer session = login(user, code.toLowerCase(Locale.ROOT)).expect(200);

        assertThat(isOn(session)).isTrue();
        assertThat(isOn(pds.client().withBearer(session.text("accessJwt")))).isTrue();
        assertThat(isOn(pds.client()
                        .withBearer(session.text("refreshJwt"))
                        .post("com.atproto.server.refreshSession")
                        .expect(200)))
                .isTrue();
        login(user, code).expect(400, "InvalidToken");
    }

    @Test
    void code_isThisAccountsOnly_andForSigningInOnly() {
        TestPds.User user = guarded("mine.test");
        TestPds.User other = guarded("theirs.test");
        String code = signInCode(user);

        login(other, code).expect(400, "InvalidToken");
        update(user, address(user), ",\"emailAuthFactor\":false,\"token\":\"" + code + "\"")
                .expect(400, "InvalidToken");
        user.client().post("com.atproto.server.requestEmailUpdate").expect(200);
        login(user, mailedCode(address(user))).expect(400, "InvalidToken");
        login(user, code).expect(200);
    }

    @Test
    void code_expiresAfterAQuarterOfAnHour() {
        TestPds.User user = guarded("slow.test");
        String code = signInCode(user);

        pass(Duration.ofMinutes(15));

        login(user, code).expect(400, "ExpiredToken");
        login(user, signInCode(user)).expect(200);
    }

    @Test
    void code_usedTwiceAtOnce_opensOneSession() throws Exception {
        TestPds.User user = guarded("twice.test");
        String code = signInCode(user);
        Callable<Integer> enter = () -> login(user, code).status();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(List.of(enter, enter, enter, enter)).stream()
                            .map(done -> done.resultNow()))
                    .containsExactlyInAnyOrder(200, 400, 400, 400);
        }
    }

    @Test
    void wrongPassword_tellsNothing_andMailsNothing() {
        TestPds.User user = guarded("secret.test");

        login(user, "wrong", "").expect(401, "AuthenticationRequired");
        login(user, "wrong", ",\"authFactorToken\":\"AAAAA-AAAAA\"").expect(401, "AuthenticationRequired");

        pass(Duration.ofMinutes(5));
        String first = signInCode(user); // had there been a mail before, this would be its code, which has ended
        login(user, first).expect(200);
    }

    @Test
    void whoKnowsThePassword_cannotFillTheMailbox_norEndTheOwnersCode() {
        TestPds.User user = guarded("flooded.test");
        String code = signInCode(user);

        for (int i = 0; i < 5; i++) {
            login(user).expect(401, "AuthFactorTokenRequired");
        }
        login(user, code).expect(200);

        String next = signInCode(user);
        pass(Duration.ofMinutes(5));
        String newest = signInCode(user);
        login(user, next).expect(400, "InvalidToken");
        login(user, newest).expect(200);
    }

    @Test
    void guessesAtTheCode_areSlowed() {
        TestPds.User user = guarded("guessed.test");
        String code = signInCode(user);

        for (int i = 0; i < 30; i++) {
            login(user, "AAAAA-AAAAA").expect(400, "InvalidToken");
        }

        login(user, code).expect(429, "RateLimitExceeded");
        pass(Duration.ofSeconds(31));
        login(user, code).expect(200);
    }

    @Test
    void appPassword_needsNoCode() {
        TestPds.User user = guarded("robot.test");
        String password = user.client()
                .post("com.atproto.server.createAppPassword", "{\"name\":\"robot\"}")
                .expect(200)
                .text("password");

        assertThat(isOn(login(user, password, "").expect(200))).isTrue();
    }

    @Test
    void accountThatWasTakenDown_needsACodeToo() {
        TestPds.User user = guarded("fallen.test");
        pds.inside().accounts().takeDown(user.did(), "mod");
        String allow = ",\"allowTakendown\":true";

        login(user).expect(401, "AccountTakedown");
        login(user, TestPds.PASSWORD, allow).expect(401, "AuthFactorTokenRequired");
        String withCode = allow + ",\"authFactorToken\":\"" + mailedCode(address(user)) + "\"";
        login(user, TestPds.PASSWORD, withCode).expect(200);
        login(user, TestPds.PASSWORD, withCode).expect(400, "InvalidToken");
    }

    @Test
    void switchingOn_takesAConfirmedAddress() {
        TestPds.User user = pds.user("early.test");

        update(user, address(user), ",\"emailAuthFactor\":true").expect(400, "InvalidRequest");
        update(user, "other@example.com", ",\"emailAuthFactor\":true").expect(400, "InvalidRequest");
        assertThat(isOn(user.client())).isFalse();
        confirm(user, address(user));
        update(user, address(user).toUpperCase(Locale.ROOT), ",\"emailAuthFactor\":true")
                .expect(200);

        assertThat(isOn(user.client())).isTrue();
        Answer session = user.client().get("com.atproto.server.getSession");
        assertThat(session.json().get("emailConfirmed")).isEqualTo(DataBoolean.TRUE);
        login(user).expect(401, "AuthFactorTokenRequired");
    }

    @Test
    void switchingOff_takesACode() {
        TestPds.User user = guarded("tired.test");
        String off = ",\"emailAuthFactor\":false";

        update(user, address(user), off).expect(400, "TokenRequired");
        update(user, address(user), off + ",\"token\":\"AAAAA-AAAAA\"").expect(400, "InvalidToken");
        assertThat(isOn(user.client())).isTrue();
        String code = updateCode(user);
        update(user, address(user), off + code).expect(200);

        assertThat(isOn(user.client())).isFalse();
        login(user).expect(200);
        update(user, address(user), ",\"emailAuthFactor\":true").expect(200);
        update(user, address(user), off + code).expect(400, "InvalidToken");
        assertThat(isOn(user.client())).isTrue();
    }

    @Test
    void anotherAddress_isTrustedWithCodes_onceItIsConfirmed() {
        TestPds.User user = guarded("moving.test");

        update(user, "moved@example.com", updateCode(user)).expect(200);

        assertThat(isOn(user.client())).isFalse();
        login(user).expect(200);
        confirm(user, "moved@example.com");
        assertThat(isOn(user.client())).isTrue();
        login(user).expect(401, "AuthFactorTokenRequired");
        login(user, mailedCode("moved@example.com")).expect(200);
    }

    @Test
    void anotherAddress_canEndIt() {
        TestPds.User user = guarded("leaving.test");

        update(user, "left@example.com", ",\"emailAuthFactor\":false" + updateCode(user))
                .expect(200);
        confirm(user, "left@example.com");

        assertThat(isOn(user.client())).isFalse();
        login(user).expect(200);
    }

    @Test
    void operator_letsSomebodyInWhoCannotReadTheirMail() {
        TestPds.User user = guarded("locked.test");
        String did = user.did().text();
        assertThat(info(did)).isTrue();

        pds.admin()
                .post(
                        "com.atproto.admin.updateAccountPassword",
                        "{\"did\":\"%s\",\"password\":\"%s\"}".formatted(did, TestPds.PASSWORD))
                .expect(200);
        login(user).expect(401, "AuthFactorTokenRequired");
        pds.admin()
                .post(
                        "com.atproto.admin.updateAccountEmail",
                        "{\"account\":\"%s\",\"email\":\"unlocked@example.com\"}".formatted(did))
                .expect(200);

        assertThat(info(did)).isFalse();
        login(user).expect(200);
    }

    private static boolean info(String did) {
        return isOn(
                pds.admin().get("com.atproto.admin.getAccountInfo", "did", did).expect(200));
    }
}
