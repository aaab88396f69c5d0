package dev.rookery.pds.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UpdateAccountSigningKeyTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private final PlcClient plc = new PlcClient(
            new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0),
            pds.plc().uri());
    private final SigningKey rotationKey = SigningKey.fromHex(
            Algorithm.K256, pds.config().secrets().plcRotationKeyHex().reveal());
    private final String stranger = SigningKey.generate(Algorithm.K256, new SecureRandom())
            .verifyingKey()
            .didKey();

    private static Answer update(String did, String key) {
        return pds.admin()
                .post(
                        "com.atproto.admin.updateAccountSigningKey",
                        "{\"did\":\"" + did + "\",\"signingKey\":\"" + key + "\"}");
    }

    private static String key(TestPds.User user) {
        return pds.inside().keys().of(user.did()).verifyingKey().didKey();
    }

    /// Makes the DID name another key, and this server.
    private void derail(TestPds.User user, String server) {
        var last = plc.last(user.did()).orElseThrow();
        var data = PlcData.ofAccount(
                List.of(rotationKey.verifyingKey().didKey()), stranger, new Handle(user.handle()), server);
        plc.submit(user.did(), PlcUpdate.after(last, data, rotationKey));
    }

    @Test
    void documentThatNamesAnotherKey_isMended() {
        var alice = pds.user("alice.test");
        derail(alice, pds.config().service().publicUrl().toString());

        update(alice.did().text(), key(alice)).expect(200);
        update(alice.did().text(), key(alice)).expect(200);

        assertThat(plc.data(alice.did()).orElseThrow().signingKey()).contains(key(alice));
        alice.client().post("com.atproto.server.activateAccount").expect(200);
    }

    @Test
    void otherKeys_andAccountsElsewhere_areRefused() {
        var bob = pds.user("bob.test");

        update(bob.did().text(), stranger).expect(400, "InvalidRequest");
        update(bob.did().text(), "did:web:example.com").expect(400, "InvalidRequest");
        update(new Did("did:plc:nobody").text(), stranger).expect(400, "InvalidRequest");
        derail(bob, "https://elsewhere.test");
        update(bob.did().text(), key(bob)).expect(400, "InvalidRequest");

        assertThat(plc.data(bob.did()).orElseThrow().signingKey()).contains(stranger);
        bob.client()
                .post(
                        "com.atproto.admin.updateAccountSigningKey",
                        "{\"did\":\"%s\",\"signingKey\":\"%s\"}".formatted(bob.did(), key(bob)))
                .expect(401);
    }
}
