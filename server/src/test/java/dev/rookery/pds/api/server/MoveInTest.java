package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.auth.ServiceTokens;
import dev.rookery.pds.identity.NetworkDidResolver;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An account that has a DID and moves here from another server.
class MoveInTest {
    private static final String CREATE_ACCOUNT = "com.atproto.server.createAccount";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private final SecureRandom random = new SecureRandom();
    private final OutboundHttp http = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0);
    private final PlcClient plc = new PlcClient(http, pds.plc().uri());
    private final SigningKey oldRotationKey = SigningKey.generate(Algorithm.K256, random);
    private final SigningKey oldSigningKey = SigningKey.generate(Algorithm.P256, random);
    private final ServiceTokens oldServer = new ServiceTokens(
            new Did("did:web:old.test"), new NetworkDidResolver(plc, http), InstantSource.system(), random);

    private PlcUpdate registered(String handle) {
        PlcUpdate genesis = PlcUpdate.genesis(
                PlcData.ofAccount(
                        List.of(oldRotationKey.verifyingKey().didKey()),
                        oldSigningKey.verifyingKey().didKey(),
                        new Handle(handle),
                        "https://old.test"),
                oldRotationKey);
        plc.submit(genesis.did(), genesis);
        return genesis;
    }

    private String token(Did did, SigningKey key, String audience, @Nullable String method) {
        return oldServer.sign(did, key, audience, method, null);
    }

    private static Answer signUp(String token, Did did, String handle) {
        return new XrpcClient(pds.url(), "Bearer " + token)
                .post(CREATE_ACCOUNT, """
                        {"handle": "%s", "email": "%s@mail.test", "password": "secret", "did": "%s"}
                        """.formatted(handle, did.identifier(), did));
    }

    @Test
    void ownDid_startsDeactivatedAndActivatesOnceItPointsHere() {
        PlcUpdate genesis = registered("mover.test");
        Did did = genesis.did();
        String us = pds.config().service().did().text();

        Answer created = signUp(token(did, oldSigningKey, us, CREATE_ACCOUNT), did, "mover.test")
                .expect(200);
        XrpcClient client = pds.client().withBearer(created.text("accessJwt"));

        assertThat(client.get("com.atproto.server.getSession").expect(200).text("status"))
                .isEqualTo("deactivated");
        client.post("com.atproto.server.activateAccount").expect(400, "InvalidRequest");
        assertThat(client.get("com.atproto.server.checkAccountStatus")
                        .expect(200)
                        .bodyText())
                .contains("\"validDid\":false");

        SigningKey serverKey = SigningKey.fromHex(
                Algorithm.K256, pds.config().secrets().plcRotationKeyHex().reveal());
        VerifyingKey newKey = pds.inside().keys().of(did).verifyingKey();
        plc.submit(
                did,
                PlcUpdate.after(
                        genesis,
                        PlcData.ofAccount(
                                List.of(serverKey.verifyingKey().didKey()),
                                newKey.didKey(),
                                new Handle("mover.test"),
                                pds.config().service().publicUrl().toString()),
                        oldRotationKey));

        client.post("com.atproto.server.activateAccount").expect(200);
        assertThat(client.get("com.atproto.server.getSession").expect(200).bodyText())
                .contains("\"active\":true");
        signUp(token(did, serverKey, us, CREATE_ACCOUNT), did, "again.test").expect(401);
    }

    @Test
    void onceMoreBeforeItIsActive_isToldThatItIsHereAlready() {
        Did did = registered("twice.test").did();
        String us = pds.config().service().did().text();
        signUp(token(did, oldSigningKey, us, CREATE_ACCOUNT), did, "twice.test").expect(200);

        signUp(token(did, oldSigningKey, us, CREATE_ACCOUNT), did, "twice.test").expect(400, "AlreadyExists");
        signUp(pds.user("thief.test").accessJwt(), did, "twice.test").expect(401, "BadJwtType");
        signUp(token(registered("late.test").did(), oldSigningKey, us, CREATE_ACCOUNT), did, "twice.test")
                .expect(401, "AuthenticationRequired");
    }

    @Test
    void reservedKey_isTheOneThatTheAccountGets() {
        Did did = registered("planner.test").did();
        String us = pds.config().service().did().text();
        String body = "{\"did\": \"" + did + "\"}";
        String method = "com.atproto.server.reserveSigningKey";

        String key = pds.client().post(method, body).expect(200).text("signingKey");

        assertThat(key).startsWith("did:key:zQ3s");
        assertThat(pds.client().post(method, body).expect(200).text("signingKey"))
                .isEqualTo(key);
        assertThat(pds.client().post(method, "{}").expect(200).text("signingKey"))
                .startsWith("did:key:")
                .isNotEqualTo(key);
        pds.client().post(method, "{\"did\": \"planner.test\"}").expect(400, "InvalidRequest");
        signUp(token(did, oldSigningKey, us, CREATE_ACCOUNT), did, "planner.test")
                .expect(200);
        assertThat(pds.inside().keys().of(did).verifyingKey().didKey()).isEqualTo(key);
        assertThat(pds.client().post(method, body).expect(200).text("signingKey"))
                .isNotEqualTo(key);
    }

    @Test
    void tokenThatProvesNothing_isRefusedByName() {
        Did did = registered("other.test").did();
        Did us = pds.config().service().did();
        SigningKey stranger = SigningKey.generate(Algorithm.P256, random);
        SigningKey otherCurve = SigningKey.generate(Algorithm.K256, random);

        signUp(token(did, stranger, us.text(), CREATE_ACCOUNT), did, "other.test")
                .expect(401, "BadJwtSignature");
        signUp(token(did, otherCurve, us.text(), CREATE_ACCOUNT), did, "other.test")
                .expect(401, "BadJwtSignature");
        signUp(token(did, oldSigningKey, "did:web:else.test", CREATE_ACCOUNT), did, "other.test")
                .expect(401, "BadJwtAudience");
        signUp(token(did, oldSigningKey, us.text(), null), did, "other.test").expect(401, "BadJwtLexiconMethod");
        signUp(token(did, oldSigningKey, us.text(), "com.atproto.repo.uploadBlob"), did, "other.test")
                .expect(401, "BadJwtLexiconMethod");
        signUp(oldServer.sign(did, oldSigningKey, us.text(), CREATE_ACCOUNT, 1_000L), did, "other.test")
                .expect(401, "JwtExpired");
        signUp("a.b.c", did, "other.test").expect(401, "BadJwt");
        signUp(pds.user("someone.test").accessJwt(), did, "other.test").expect(401, "BadJwtType");
        signUp(token(new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), stranger, us.text(), CREATE_ACCOUNT), did, "o.test")
                .expect(401, "AuthenticationRequired");
        Did another = registered("another.test").did();
        signUp(token(another, oldSigningKey, us.text(), CREATE_ACCOUNT), did, "other.test")
                .expect(401, "AuthenticationRequired");
    }
}
