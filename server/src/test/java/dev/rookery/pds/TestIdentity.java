package dev.rookery.pds;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcService;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Somebody in the network who is not on the server: a service, or an account elsewhere, with a key of its own.
public final class TestIdentity {
    private static final int ANSWER_BYTES_MAX = 100_000;

    private final SigningKey key = SigningKey.generate(Algorithm.K256, new SecureRandom());
    private final PlcUpdate operation;

    private TestIdentity(Map<String, PlcService> services) {
        String didKey = key.verifyingKey().didKey();
        operation = PlcUpdate.genesis(
                new PlcData(List.of(didKey), Map.of("atproto", didKey), List.of("at://elsewhere.test"), services), key);
    }

    /// One that offers nothing.
    public static TestIdentity plain() {
        return new TestIdentity(Map.of());
    }

    /// One whose account is on another server.
    public static TestIdentity pds(URI url) {
        return new TestIdentity(Map.of("atproto_pds", new PlcService("AtprotoPersonalDataServer", url.toString())));
    }

    /// One that labels, and takes reports.
    public static TestIdentity labeler(URI url) {
        return new TestIdentity(Map.of("atproto_labeler", new PlcService("AtprotoLabeler", url.toString())));
    }

    /// Makes it known to the server's directory.
    public TestIdentity register(TestPds pds) {
        var http = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), ANSWER_BYTES_MAX, 0);
        new PlcClient(http, pds.plc().uri()).submit(did(), operation);
        return this;
    }

    public Did did() {
        return operation.did();
    }

    /// A token for one method of a service.
    public String token(Did audience, String method) {
        long expiresAt = InstantSource.system().instant().plusSeconds(60).getEpochSecond();
        String signed = base64("{\"typ\":\"JWT\",\"alg\":\"ES256K\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64("{\"iss\":\"%s\",\"aud\":\"%s\",\"lxm\":\"%s\",\"exp\":%d}"
                        .formatted(did(), audience, method, expiresAt)
                        .getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
