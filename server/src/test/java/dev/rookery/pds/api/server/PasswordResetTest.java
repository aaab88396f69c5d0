package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.Mails;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.devnet.ReceivedMail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Setting another password with a code that comes by mail.
class PasswordResetTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer request(String email) {
        return pds.client().post("com.atproto.server.requestPasswordReset", "{\"email\":\"" + email + "\"}");
    }

    private static Answer reset(String token, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.resetPassword",
                        "{\"token\":\"" + token + "\",\"password\":\"" + password + "\"}");
    }

    private static Answer login(String handle, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\":\"" + handle + "\",\"password\":\"" + password + "\"}");
    }

    @Test
    void code_setsAnotherPassword_andEndsSessions() {
        TestPds.User user = pds.user("forgetful.test");
        request("Forgetful@example.com").expect(200);
        ReceivedMail mail = pds.mail("forgetful@example.com");
        assertThat(mail.content()).contains("Subject: Password Reset Requested\n", "Hello forgetful.test,");
        String code = Mails.code(mail);

        reset(code, "x".repeat(257)).expect(400, "InvalidRequest");
        reset("AAAAA-AAAAA", "another").expect(400, "InvalidToken");
        reset(code, "another").expect(200);

        login("forgetful.test", "another").expect(200);
        login("forgetful.test", TestPds.PASSWORD).expect(401, "AuthenticationRequired");
        pds.client()
                .withBearer(user.refreshJwt())
                .post("com.atproto.server.refreshSession")
                .expect(400, "ExpiredToken");
        reset(code, "third").expect(400, "InvalidToken");
    }

    @Test
    void request_doesNotTellWhoIsHere() {
        pds.user("dora.test");

        Answer known = request("dora@example.com").expect(200);
        Answer unknown = request("nobody@example.com").expect(200);

        assertThat(unknown.bodyText()).isEqualTo(known.bodyText());
    }
}
