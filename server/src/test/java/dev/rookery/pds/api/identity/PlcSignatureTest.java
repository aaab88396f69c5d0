package dev.rookery.pds.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.Mails;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Having a change of one's did:plc data signed, with a code that comes by mail.
class PlcSignatureTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final String OWN_KEY =
            SigningKey.fromHex(Algorithm.K256, "22".repeat(32)).verifyingKey().didKey();

    private static final PlcClient PLC = new PlcClient(
            new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(10), 1_000_000, 0),
            pds.plc().uri());

    private static String code(TestPds.User user, String address) {
        user.client().post("com.atproto.identity.requestPlcOperationSignature").expect(200);
        return Mails.code(pds.mail(address));
    }

    private static Answer sign(TestPds.User user, String input) {
        return user.client().post("com.atproto.identity.signPlcOperation", input);
    }

    private static PlcUpdate last(TestPds.User user) {
        return (PlcUpdate) PLC.last(user.did()).orElseThrow();
    }

    @Test
    void operation_isSignedAndNotSubmitted() {
        TestPds.User user = pds.user("mover.test");
        PlcUpdate before = last(user);
        String code = code(user, "mover@example.com");

        DataMap signed = (DataMap) sign(user, "{\"token\":\"" + code + "\",\"rotationKeys\":[\"" + OWN_KEY + "\"]}")
                .expect(200)
                .json()
                .get("operation");

        assertThat(last(user)).isEqualTo(before);
        PlcUpdate operation = (PlcUpdate) PlcOperation.parse(signed);
        assertThat(operation.prev()).isEqualTo(before.cid().toString());
        assertThat(operation.content().rotationKeys()).containsExactly(OWN_KEY);
        assertThat(operation.content().services()).isEqualTo(before.content().services());
        assertThat(operation.content().alsoKnownAs()).isEqualTo(List.of("at://mover.test"));
        PLC.submit(user.did(), operation);
        assertThat(last(user)).isEqualTo(operation);
        sign(user, "{\"token\":\"" + code + "\"}").expect(400, "InvalidToken");
    }

    @Test
    void requestThatCannotBeSigned_leavesTheCode() {
        TestPds.User user = pds.user("odd.test");
        String code = code(user, "odd@example.com");

        sign(user, "{}").expect(400, "InvalidRequest");
        sign(user, "{\"token\":\"AAAAA-AAAAA\"}").expect(400, "InvalidToken");
        for (String part : List.of(
                "\"services\":{\"atproto_pds\":\"https://x\"}",
                "\"services\":7",
                "\"verificationMethods\":{\"atproto\":{}}",
                "\"rotationKeys\":[1]")) {
            sign(user, "{\"token\":\"" + code + "\"," + part + "}").expect(400, "InvalidRequest");
        }
        sign(user, "{\"token\":\"" + code + "\",\"alsoKnownAs\":[\"at://odd.test\",\"https://odd.example\"]}")
                .expect(200);
    }
}
