package dev.rookery.pds.api.admin;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The service that moderates beside the operator, known by its tokens.
class ModerationServiceTest {
    private static final String GET_STATUS = "com.atproto.admin.getSubjectStatus";
    private static final String UPDATE_STATUS = "com.atproto.admin.updateSubjectStatus";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey KEY = SigningKey.generate(Algorithm.K256, RANDOM);
    private static final SigningKey LABELING_KEY = SigningKey.generate(Algorithm.K256, RANDOM);
    private static final PlcUpdate IDENTITY = PlcUpdate.genesis(
            new PlcData(
                    List.of(KEY.verifyingKey().didKey()),
                    Map.of(
                            "atproto",
                            KEY.verifyingKey().didKey(),
                            "atproto_label",
                            LABELING_KEY.verifyingKey().didKey()),
                    List.of("at://mod.test"),
                    Map.of()),
            KEY);
    private static final String MODERATOR = IDENTITY.did().text();

    @RegisterExtension
    static final TestPds pds = TestPds.start(Map.of("PDS_MOD_SERVICE_DID", MODERATOR));

    private static TestPds.User subject;

    @BeforeAll
    static void register() {
        var http = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 100_000, 0);
        new PlcClient(http, pds.plc().uri()).submit(IDENTITY.did(), IDENTITY);
        subject = pds.user("subject.test");
    }

    private static String token(String issuer, SigningKey key, String audience, String method) {
        long expiresAt = InstantSource.system().instant().plusSeconds(60).getEpochSecond();
        String signed = base64("{\"typ\":\"JWT\",\"alg\":\"ES256K\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64("{\"iss\":\"%s\",\"aud\":\"%s\",\"lxm\":\"%s\",\"exp\":%d}"
                        .formatted(issuer, audience, method, expiresAt)
                        .getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static XrpcClient as(String issuer, SigningKey key, String method) {
        return pds.client().withBearer(token(issuer, key, audience(), method));
    }

    private static String audience() {
        return pds.config().service().did().text();
    }

    private static Answer status(XrpcClient client) {
        return client.get(GET_STATUS, "did", subject.did().text());
    }

    @Test
    void moderationService_seesAndChangesTheStateOfSubjects() {
        String change = "{\"subject\":{\"$type\":\"com.atproto.admin.defs#repoRef\",\"did\":\"" + subject.did()
                + "\"},\"takedown\":{\"applied\":false}}";

        as(MODERATOR, KEY, UPDATE_STATUS).post(UPDATE_STATUS, change).expect(200);

        status(as(MODERATOR, KEY, GET_STATUS)).expect(200);
        status(as(MODERATOR + "#atproto_labeler", LABELING_KEY, GET_STATUS)).expect(200);
        status(pds.admin()).expect(200);
    }

    @Test
    void otherService_isNotTrusted() {
        status(as(subject.did().text(), KEY, GET_STATUS)).expect(401, "UntrustedIss");
        status(as(MODERATOR + "#other", KEY, GET_STATUS)).expect(401, "UntrustedIss");
        status(as("moderator", KEY, GET_STATUS)).expect(401, "BadJwtIss");
    }

    @Test
    void tokenThatProvesNothing_isRefusedByName() {
        SigningKey stranger = SigningKey.generate(Algorithm.K256, RANDOM);

        status(as(MODERATOR, stranger, GET_STATUS)).expect(401, "BadJwtSignature");
        status(as(MODERATOR, LABELING_KEY, GET_STATUS)).expect(401, "BadJwtSignature");
        status(as(MODERATOR, KEY, UPDATE_STATUS)).expect(401, "BadJwtLexiconMethod");
        status(pds.client().withBearer(token(MODERATOR, KEY, "did:web:else.test", GET_STATUS)))
                .expect(401, "BadJwtAudience");
        status(pds.client().withBearer("x.y.z")).expect(401, "BadJwt");
        status(pds.client()).expect(401, "AuthenticationRequired");
        status(pds.client().withBasic("admin", "wrong")).expect(401, "AuthenticationRequired");
        status(new XrpcClient(pds.url(), "Bearer a b")).expect(400, "InvalidToken");
    }

    @Test
    void operatorsOwnMethods_areClosedToIt() {
        String method = "com.atproto.admin.deleteAccount";

        as(MODERATOR, KEY, method)
                .post(method, "{\"did\":\"" + subject.did() + "\"}")
                .expect(401, "AuthenticationRequired");
    }

    @Test
    void withoutATrustedService_noneIsTrusted() {
        try (var other = TestPds.start()) {
            other.client()
                    .withBearer(subject.accessJwt())
                    .get(GET_STATUS, "did", subject.did().text())
                    .expect(401, "UntrustedIss");
        }
    }
}
