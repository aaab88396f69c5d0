package dev.rookery.pds.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcService;
import dev.rookery.pds.identity.PlcTombstone;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What names lead to, and changes of what they lead to.
class IdentityTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey STRANGER = SigningKey.generate(Algorithm.K256, RANDOM);

    @RegisterExtension
    static final TestPds pds =
            TestPds.start(Map.of("PDS_RECOVERY_DID_KEY", STRANGER.verifyingKey().didKey()));

    private final PlcClient plc = new PlcClient(
            new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0),
            pds.plc().uri());

    private static SigningKey serverKey() {
        return SigningKey.fromHex(
                Algorithm.K256, pds.config().secrets().plcRotationKeyHex().reveal());
    }

    private static Answer resolve(String identifier) {
        return pds.client().get("com.atproto.identity.resolveIdentity", "identifier", identifier);
    }

    @Test
    void identity_isFoundByEitherName() {
        TestPds.User user = pds.user("named.test");

        for (String name : List.of("named.test", "NAMED.test", user.did().text())) {
            Answer found = resolve(name).expect(200);
            assertThat(found.text("did")).isEqualTo(user.did().text());
            assertThat(found.text("handle")).isEqualTo("named.test");
            assertThat(((DataMap) Objects.requireNonNull(found.json().get("didDoc"))).text("id"))
                    .isEqualTo(user.did().text());
        }
        Answer document = pds.client()
                .get("com.atproto.identity.resolveDid", "did", user.did().text())
                .expect(200);
        assertThat(document.bodyText()).contains("at://named.test");
    }

    @Test
    void handleThatDoesNotLeadBack_isInvalid() {
        TestPds.User user = pds.user("silent.test");
        user.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);

        assertThat(resolve(user.did().text()).expect(200).text("handle")).isEqualTo("handle.invalid");
        resolve("silent.test").expect(400, "HandleNotFound");
    }

    @Test
    void whatIsNotThere_isRefusedByName() {
        String nobody = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa";

        resolve("nobody.test").expect(400, "HandleNotFound");
        resolve(nobody).expect(400, "DidNotFound");
        pds.client().get("com.atproto.identity.resolveDid", "did", nobody).expect(400, "DidNotFound");
        pds.client()
                .get("com.atproto.identity.resolveDid", "did", "did:example:thing")
                .expect(400, "InvalidRequest");
        pds.client().get("com.atproto.identity.resolveDid", "did", "named.test").expect(400, "InvalidRequest");
        resolve("no name").expect(400, "InvalidRequest");
        pds.client()
                .post("com.atproto.identity.refreshIdentity", "{\"identifier\": \"" + nobody + "\"}")
                .expect(400, "DidNotFound");
    }

    @Test
    void endedIdentity_isDeactivated() {
        PlcUpdate genesis = PlcUpdate.genesis(
                PlcData.ofAccount(
                        List.of(STRANGER.verifyingKey().didKey()),
                        STRANGER.verifyingKey().didKey(),
                        new Handle("ended.test"),
                        "https://old.test"),
                STRANGER);
        plc.submit(genesis.did(), genesis);
        plc.submit(genesis.did(), PlcTombstone.after(genesis, STRANGER));

        resolve(genesis.did().text()).expect(400, "DidDeactivated");
    }

    @Test
    void refresh_seesWhatChangedMeanwhile() {
        TestPds.User user = pds.user("stale.test");
        resolve(user.did().text()).expect(200);
        PlcOperation last = plc.last(user.did()).orElseThrow();
        plc.submit(user.did(), PlcUpdate.after(last, data(user).withHandle(new Handle("elsewhere.test")), serverKey()));

        assertThat(resolve(user.did().text()).expect(200).text("handle")).isEqualTo("stale.test");
        assertThat(pds.client()
                        .post("com.atproto.identity.refreshIdentity", "{\"identifier\": \"" + user.did() + "\"}")
                        .expect(200)
                        .text("handle"))
                .isEqualTo("handle.invalid");
        assertThat(resolve(user.did().text()).expect(200).text("handle")).isEqualTo("handle.invalid");
    }

    private PlcData data(TestPds.User user) {
        return plc.data(user.did()).orElseThrow();
    }

    @Test
    void recommendedCredentials_areThoseOfTheAccount() {
        TestPds.User user = pds.user("advised.test");

        Answer advice = user.client()
                .get("com.atproto.identity.getRecommendedDidCredentials")
                .expect(200);

        assertThat(PlcData.parse(advice.json())).isEqualTo(data(user));
        user.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);
        user.client().get("com.atproto.identity.getRecommendedDidCredentials").expect(200);
        pds.client().get("com.atproto.identity.getRecommendedDidCredentials").expect(401, "AuthMissing");
    }

    @Test
    void handleOfIdentityThatTheServerHasNoKeyTo_staysAsItIs() {
        TestPds.User user = pds.user("locked.test");
        PlcData data = data(user);
        PlcData parted = with(data, List.of(STRANGER.verifyingKey().didKey()), data.alsoKnownAs());
        plc.submit(user.did(), PlcUpdate.after(plc.last(user.did()).orElseThrow(), parted, serverKey()));

        user.client()
                .post("com.atproto.identity.updateHandle", "{\"handle\": \"open.test\"}")
                .expect(400, "InvalidRequest");
        assertThat(user.client()
                        .get("com.atproto.server.getSession")
                        .expect(200)
                        .text("handle"))
                .isEqualTo("locked.test");
    }

    @Test
    void handleOfIdentityThatHasEnded_staysAsItIs() {
        TestPds.User user = pds.user("over.test");
        plc.submit(user.did(), PlcTombstone.after(plc.last(user.did()).orElseThrow(), serverKey()));

        user.client()
                .post("com.atproto.identity.updateHandle", "{\"handle\": \"anew.test\"}")
                .expect(400, "InvalidRequest");
    }

    private Answer submit(TestPds.User user, PlcData data, SigningKey signer) {
        PlcOperation last = plc.last(user.did()).orElseThrow();
        return submit(user, PlcUpdate.after(last, data, signer).data());
    }

    private static Answer submit(TestPds.User user, DataMap operation) {
        return user.client()
                .post(
                        "com.atproto.identity.submitPlcOperation",
                        "{\"operation\": " + DataJson.toString(operation) + "}");
    }

    private static PlcData with(PlcData data, List<String> rotationKeys, List<String> names) {
        return new PlcData(rotationKeys, data.verificationMethods(), names, data.services());
    }

    @Test
    void operationThatKeepsTheAccountHere_isPassedOn() {
        TestPds.User user = pds.user("keeper.test");
        PlcData before = data(user);
        List<String> names = new ArrayList<>(before.alsoKnownAs());
        names.add("https://example.com");

        submit(user, with(before, before.rotationKeys(), names), serverKey()).expect(200);

        assertThat(data(user).alsoKnownAs()).isEqualTo(names);
        assertThat(resolve("keeper.test").expect(200).bodyText()).contains("https://example.com");
    }

    @Test
    void operationThatWouldPartTheAccountFromHere_isRefused() {
        TestPds.User user = pds.user("parting.test");
        PlcData data = data(user);
        String other = STRANGER.verifyingKey().didKey();
        Map<String, PlcService> elsewhere = Map.of(PlcService.PDS_ID, PlcService.pds("https://else.test"));
        Map<String, PlcService> odd = Map.of(
                PlcService.PDS_ID, new PlcService("Other", data.pdsEndpoint().orElseThrow()));

        for (PlcData bad : List.of(
                with(data, List.of(other), data.alsoKnownAs()),
                with(data, data.rotationKeys(), List.of()),
                with(data, data.rotationKeys(), List.of("https://example.com", "at://parting.test")),
                with(data, data.rotationKeys(), List.of("at://other.test")),
                new PlcData(data.rotationKeys(), Map.of("atproto", other), data.alsoKnownAs(), data.services()),
                new PlcData(data.rotationKeys(), Map.of(), data.alsoKnownAs(), data.services()),
                new PlcData(data.rotationKeys(), data.verificationMethods(), data.alsoKnownAs(), elsewhere),
                new PlcData(data.rotationKeys(), data.verificationMethods(), data.alsoKnownAs(), odd),
                new PlcData(data.rotationKeys(), data.verificationMethods(), data.alsoKnownAs(), Map.of()))) {
            submit(user, bad, serverKey()).expect(400, "InvalidRequest");
        }
        assertThat(data(user)).isEqualTo(data);
    }

    @Test
    void operationThatMakesNoSense_isRefused() {
        TestPds.User user = pds.user("odd.test");
        PlcOperation last = plc.last(user.did()).orElseThrow();
        SigningKey unknown = SigningKey.generate(Algorithm.K256, RANDOM);

        submit(user, DataMap.of()).expect(400, "InvalidRequest");
        submit(user, PlcTombstone.after(last, serverKey()).data()).expect(400, "InvalidRequest");
        submit(user, data(user), unknown).expect(400, "InvalidRequest");
        submit(user, PlcUpdate.genesis(data(user), serverKey()).data()).expect(400, "InvalidRequest");
        submit(
                        user,
                        data(user)
                                .putInto(DataMap.builder())
                                .put("type", "plc_operation")
                                .build())
                .expect(400, "InvalidRequest");
        for (String body : List.of("{}", "{\"operation\": 5}", "{\"operation\": [1]}")) {
            user.client().post("com.atproto.identity.submitPlcOperation", body).expect(400, "InvalidRequest");
        }
    }

    @Test
    void accountThatIsGone_isRefused() {
        TestPds.User user = pds.user("leaver.test");
        Did did = user.did();
        DataMap operation = plc.last(did).orElseThrow().data();
        pds.inside().accounts().delete(did);

        submit(user, operation).expect(400, "InvalidRequest");
        user.client().get("com.atproto.identity.getRecommendedDidCredentials").expect(400, "InvalidRequest");
    }
}
