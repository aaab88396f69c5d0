package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountStateTest {
    private static final String SERVICE_AUTH = "com.atproto.server.getServiceAuth";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final TestPds.User ALICE = pds.user("alice.test");

    private static Answer resolve(String handle) {
        return pds.client().get("com.atproto.identity.resolveHandle", "handle", handle);
    }

    @Test
    void describeServer_saysWhatToKnow() {
        Answer answer = pds.client().get("com.atproto.server.describeServer").expect(200);

        assertThat(answer.text("did")).isEqualTo(pds.config().service().did().text());
        assertThat(answer.bodyText())
                .contains("\"availableUserDomains\":[\".test\"]", "\"inviteCodeRequired\":false", "\"links\":{");
    }

    @Test
    void resolveHandle_findsOurAccounts() {
        assertThat(resolve("ALICE.test").expect(200).text("did"))
                .isEqualTo(ALICE.did().text());
        resolve("nobody.test").expect(400, "HandleNotFound");
        resolve("nonsense").expect(400, "InvalidRequest");
        pds.client().get("com.atproto.identity.resolveHandle").expect(400, "InvalidRequest");
    }

    @Test
    void deactivatedAccount_hidesUntilItIsActivated() {
        TestPds.User bob = pds.user("bob.test");
        XrpcClient client = bob.client();

        client.post("com.atproto.server.deactivateAccount", "{\"deleteAfter\": \"2030-01-01T00:00:00Z\"}")
                .expect(200);

        assertThat(client.get("com.atproto.server.getSession").expect(200).text("status"))
                .isEqualTo("deactivated");
        resolve("bob.test").expect(400, "HandleNotFound");
        client.get(SERVICE_AUTH, "aud", "did:web:other.test").expect(200);
        assertThat(client.get("com.atproto.server.checkAccountStatus")
                        .expect(200)
                        .bodyText())
                .contains("\"activated\":false", "\"validDid\":true");

        client.post("com.atproto.server.activateAccount").expect(200);

        assertThat(resolve("bob.test").expect(200).text("did"))
                .isEqualTo(bob.did().text());
        assertThat(client.get("com.atproto.server.checkAccountStatus")
                        .expect(200)
                        .bodyText())
                .contains("\"activated\":true", "\"repoBlocks\":2", "\"expectedBlobs\":0");
    }

    @Test
    void deactivation_withBadInput_isRefused() {
        ALICE.client()
                .post("com.atproto.server.deactivateAccount", "{\"deleteAfter\": \"tomorrow\"}")
                .expect(400, "InvalidRequest");
        pds.client().post("com.atproto.server.deactivateAccount", "{}").expect(401, "AuthMissing");
        pds.client().post("com.atproto.server.activateAccount").expect(401, "AuthMissing");
    }

    @Test
    void serviceToken_isSignedWithTheKeyInTheDocument() {
        String token = ALICE.client()
                .get(SERVICE_AUTH, "aud", "did:web:api.bsky.app#bsky_appview", "lxm", "app.bsky.feed.getTimeline")
                .expect(200)
                .text("token");

        String[] parts = token.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        assertThat(payload)
                .contains("\"aud\":\"did:web:api.bsky.app#bsky_appview\"", "\"lxm\":\"app.bsky.feed.getTimeline\"")
                .contains("\"iss\":\"" + ALICE.did() + "\"");
        var http = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0);
        VerifyingKey signingKey = new PlcClient(http, pds.plc().uri())
                .document(ALICE.did())
                .flatMap(DidDocument::signingKey)
                .orElseThrow();
        assertThat(signingKey.verify(
                        (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                        Base64.getUrlDecoder().decode(parts[2])))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, '', '', InvalidRequest",
        "did:key:zQ3, '', '', InvalidRequest",
        "did:plc:short, '', '', InvalidRequest",
        "did:web:other.test:path, '', '', InvalidRequest",
        "did:web:other.test#, '', '', InvalidRequest",
        "did:web:other.test, 1, '', BadExpiration",
        "did:web:other.test, 9007199254740991, '', BadExpiration",
        "did:web:other.test, -1, app.bsky.feed.getTimeline, BadExpiration",
        "did:web:other.test, x, '', InvalidRequest",
        "did:web:other.test, '', nonsense, InvalidRequest",
        "did:web:other.test, '', com.atproto.server.getSession, InvalidRequest",
        "did:web:other.test, '', com.atproto.server.UPDATEEMAIL, InvalidRequest",
    })
    void serviceToken_thatMayNotBe_isRefused(String audience, String exp, String method, String error) {
        StringBuilder query = new StringBuilder("aud=").append(audience.replace("#", "%23"));
        if (!exp.isEmpty()) {
            query.append("&exp=").append(exp);
        }
        if (!method.isEmpty()) {
            query.append("&lxm=").append(method);
        }

        Answer answer = ALICE.client()
                .send(ALICE.client()
                        .request("/xrpc/" + SERVICE_AUTH + "?" + query)
                        .GET()
                        .build());

        answer.expect(400, error);
    }

    @Test
    void serviceToken_withoutAMethod_lastsAMinuteAtMost() {
        long now = System.currentTimeMillis() / 1000;

        ALICE.client()
                .get(SERVICE_AUTH, "aud", "did:web:other.test", "exp", Long.toString(now + 120))
                .expect(400, "BadExpiration");
        ALICE.client()
                .get(SERVICE_AUTH, "aud", "did:web:other.test", "exp", Long.toString(now + 30))
                .expect(200);
        ALICE.client()
                .get(
                        SERVICE_AUTH,
                        "aud",
                        "did:web:other.test",
                        "exp",
                        Long.toString(now + 3000),
                        "lxm",
                        "app.bsky.feed.getTimeline")
                .expect(200);
    }
}
