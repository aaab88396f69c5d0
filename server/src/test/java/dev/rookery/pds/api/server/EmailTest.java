package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.pds.Mails;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Confirming and changing an account's e-mail address with codes that come by mail.
class EmailTest {
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @RegisterExtension
    static final TestPds pds =
            TestPds.start(Map.of(), () -> InstantSource.system().instant().plus(AHEAD.get()));

    static String address(TestPds.User user) {
        return user.handle().substring(0, user.handle().indexOf('.')) + "@example.com";
    }

    private static String confirmationCode(TestPds.User user) {
        user.client().post("com.atproto.server.requestEmailConfirmation").expect(200);
        return Mails.code(pds.mail(address(user)));
    }

    private static Answer confirm(TestPds.User user, String email, String token) {
        return user.client()
                .post("com.atproto.server.confirmEmail", "{\"email\":\"" + email + "\",\"token\":\"" + token + "\"}");
    }

    private static Answer requestUpdate(TestPds.User user) {
        return user.client().post("com.atproto.server.requestEmailUpdate").expect(200);
    }

    private static Answer update(TestPds.User user, String email, String more) {
        return user.client().post("com.atproto.server.updateEmail", "{\"email\":\"" + email + "\"" + more + "}");
    }

    private static String token(String code) {
        return ",\"token\":\"" + code + "\"";
    }

    private static Answer session(TestPds.User user) {
        return user.client().get("com.atproto.server.getSession").expect(200);
    }

    private static boolean confirmed(TestPds.User user) {
        return DataBoolean.TRUE.equals(session(user).json().get("emailConfirmed"));
    }

    @Test
    void code_confirmsTheAddress_once_inAnyCase() {
        TestPds.User user = pds.user("carol.test");
        String code = confirmationCode(user);
        assertThat(confirmed(user)).isFalse();

        confirm(user, "other@example.com", code).expect(400, "InvalidEmail");
        confirm(user, address(user), "AAAAA-AAAAA").expect(400, "InvalidToken");
        confirm(user, address(user), "").expect(400, "InvalidToken");
        confirm(user, address(user).toUpperCase(Locale.ROOT), code.toLowerCase(Locale.ROOT))
                .expect(200);

        assertThat(confirmed(user)).isTrue();
        confirm(user, address(user), code).expect(400, "InvalidToken");
    }

    @Test
    void code_isTheNewestOne_ofThisAccount_forThisPurpose() {
        TestPds.User user = pds.user("newest.test");
        TestPds.User other = pds.user("other.test");
        String old = confirmationCode(user);
        String othersCode = confirmationCode(other);
        String code = confirmationCode(user);

        confirm(user, address(user), old).expect(400, "InvalidToken");
        confirm(user, address(user), othersCode).expect(400, "InvalidToken");
        update(user, "x@example.com", token(code)).expect(400, "InvalidToken");
        confirm(user, address(user), code).expect(200);
    }

    @Test
    void code_expiresAfterAQuarterOfAnHour() {
        TestPds.User user = pds.user("late.test");
        String code = confirmationCode(user);

        AHEAD.set(Duration.ofMinutes(15));
        try {
            confirm(user, address(user), code).expect(400, "ExpiredToken");
        } finally {
            AHEAD.set(Duration.ZERO);
        }
    }

    @Test
    void unconfirmedAddress_isChangedWithoutACode() {
        TestPds.User user = pds.user("unconfirmed.test");

        assertThat(requestUpdate(user).bodyText()).isEqualTo("{\"tokenRequired\":false}");
        update(user, "Moved@Example.com", "").expect(200);

        assertThat(session(user).text("email")).isEqualTo("moved@example.com");
    }

    @Test
    void confirmedAddress_isChangedWithACode_whichEndsAllOthers() {
        TestPds.User user = pds.user("changing.test");
        confirm(user, address(user), confirmationCode(user)).expect(200);

        assertThat(requestUpdate(user).bodyText()).isEqualTo("{\"tokenRequired\":true}");
        String code = Mails.code(pds.mail(address(user)));
        pds.client()
                .post("com.atproto.server.requestPasswordReset", "{\"email\":\"" + address(user) + "\"}")
                .expect(200);
        String resetCode = Mails.code(pds.mail(address(user)));
        update(user, "changed@example.com", "").expect(400, "TokenRequired");
        update(user, "changed@example.com", token("AAAAA-AAAAA")).expect(400, "InvalidToken");
        update(user, "changed@example.com", token(code)).expect(200);

        assertThat(session(user).text("email")).isEqualTo("changed@example.com");
        assertThat(confirmed(user)).isFalse();
        pds.client()
                .post("com.atproto.server.resetPassword", "{\"token\":\"" + resetCode + "\",\"password\":\"stolen\"}")
                .expect(400, "InvalidToken");
    }

    @Test
    void addressThatCannotBe_isRefused() {
        TestPds.User user = pds.user("refused.test");
        pds.user("neighbour.test");

        update(user, "neighbour@example.com", "").expect(400, "InvalidRequest");
        update(user, "no address", "").expect(400, "InvalidRequest");
        update(user, "x@mailinator.com", "").expect(400, "InvalidRequest");
        assertThat(session(user).text("email")).isEqualTo("refused@example.com");
    }
}
