package dev.rookery.pds.api.temp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Methods that have not found their place in the protocol yet.
class TempMethodsTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer available(String... parameters) {
        return pds.client().get("com.atproto.temp.checkHandleAvailability", parameters);
    }

    private static Answer revoke(String account) {
        return pds.admin().post("com.atproto.temp.revokeAccountCredentials", "{\"account\": \"" + account + "\"}");
    }

    private static Answer login(String identifier, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"%s\", \"password\": \"%s\"}".formatted(identifier, password));
    }

    @Test
    void everyoneHasBeenLetIn() {
        TestPds.User user = pds.user("inside.test");

        assertThat(user.client()
                        .get("com.atproto.temp.checkSignupQueue")
                        .expect(200)
                        .bodyText())
                .isEqualTo("{\"activated\":true}");
        pds.client().get("com.atproto.temp.checkSignupQueue").expect(401, "AuthMissing");
    }

    @Test
    void noScopeReference_isKnown() {
        for (String scope : List.of("ref:abc", "atproto")) {
            pds.client()
                    .get("com.atproto.temp.dereferenceScope", "scope", scope)
                    .expect(400, "InvalidScopeReference");
        }
    }

    @Test
    void freeHandle_isAvailable() {
        Answer answer =
                available("handle", "Brand-New.test", "email", "new@mail.test").expect(200);

        assertThat(answer.text("handle")).isEqualTo("brand-new.test");
        assertThat(answer.bodyText()).contains("com.atproto.temp.checkHandleAvailability#resultAvailable");
    }

    @Test
    void takenHandle_isNot_andOthersAreSuggested() {
        pds.user("corvid.test");
        pds.user("corvid1.test");

        for (String taken : List.of("corvid.test", "admin.test")) {
            assertThat(available("handle", taken).expect(200).bodyText())
                    .contains("#resultUnavailable", taken.replace(".test", "2.test"))
                    .doesNotContain("\"corvid1.test\"");
        }
        assertThat(available("handle", "a-label-of-eighteen-.test").status()).isEqualTo(400);
        assertThat(available("handle", "much-too-long-a-label-for-this.test")
                        .expect(200)
                        .bodyText())
                .contains("\"suggestions\":[]");
    }

    @Test
    void reservedHandle_isGivenByTheOperatorOnly() {
        TestPds.User user = pds.user("wisher.test");
        String method = "com.atproto.temp.addReservedHandle";
        String wish = "{\"handle\": \"jewel.test\"}";

        pds.admin().post(method, "{\"handle\": \"Jewel.test\"}").expect(200);

        user.client().post("com.atproto.identity.updateHandle", wish).expect(400, "HandleNotAvailable");
        assertThat(available("handle", "jewel.test").expect(200).bodyText()).contains("#resultUnavailable");
        pds.admin()
                .post(
                        "com.atproto.admin.updateAccountHandle",
                        "{\"did\": \"" + user.did() + "\", \"handle\": \"jewel.test\"}")
                .expect(200);
        pds.admin().post(method, "{\"handle\": \"jewel\"}").expect(400, "InvalidHandle");
        pds.admin().post(method, "{\"handle\": \"jewel.example.com\"}").expect(400, "InvalidRequest");
        user.client().post(method, wish).expect(401, "AuthenticationRequired");
    }

    @Test
    void handleThatWeDoNotGive_orAddressThatIsNone_isRefused() {
        available("handle", "alice.example.com").expect(400, "InvalidRequest");
        available("handle", "alice").expect(400, "InvalidRequest");
        available("handle", "free.test", "email", "no address").expect(400, "InvalidEmail");
        available("handle", "free.test", "birthDate", "yesterday").expect(400, "InvalidRequest");
        available().expect(400, "InvalidRequest");
    }

    @Test
    void revokedAccount_isOpenedByANewPasswordOnly() {
        TestPds.User user = pds.user("seized.test");
        String app = user.client()
                .post("com.atproto.server.createAppPassword", "{\"name\": \"phone\"}")
                .expect(200)
                .text("password");

        revoke("seized.test").expect(200);

        login("seized.test", TestPds.PASSWORD).expect(401, "AuthenticationRequired");
        login("seized.test", app).expect(401, "AuthenticationRequired");
        pds.client()
                .withBearer(user.refreshJwt())
                .post("com.atproto.server.refreshSession")
                .expect(400, "ExpiredToken");
        pds.admin()
                .post(
                        "com.atproto.admin.updateAccountPassword",
                        "{\"did\": \"" + user.did() + "\", \"password\": \"regained\"}")
                .expect(200);
        login("seized.test", "regained").expect(200);
        revoke("nobody.test").expect(400, "InvalidRequest");
        user.client()
                .post("com.atproto.temp.revokeAccountCredentials", "{\"account\": \"seized.test\"}")
                .expect(401, "AuthenticationRequired");
    }
}
