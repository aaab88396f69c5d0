package dev.rookery.pds.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.CachingDidResolver;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.xrpc.XrpcException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a token makes this server ask others: nothing, unless all else in it is right.
class ServiceTokensTest {
    private static final Did US = new Did("did:web:pds.test");
    private static final Did ALICE = new Did("did:web:alice.test");
    private static final String METHOD = "com.atproto.server.createAccount";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SigningKey oldKey = SigningKey.generate(Algorithm.K256, RANDOM);
    private final SigningKey newKey = SigningKey.generate(Algorithm.K256, RANDOM);
    private final Map<Did, SigningKey> network = new ConcurrentHashMap<>(Map.of(ALICE, oldKey));
    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-30T10:00:00Z");

    private final ServiceTokens tokens = new ServiceTokens(
            US,
            new CachingDidResolver(new Network(), Duration.ofHours(1), Duration.ofDays(1), () -> now),
            () -> now,
            RANDOM);

    private final class Network implements DidResolver {
        @Override
        public Optional<DidDocument> resolve(Did did) {
            return refresh(did);
        }

        @Override
        public Optional<DidDocument> refresh(Did did) {
            asked.incrementAndGet();
            return Optional.ofNullable(network.get(did)).map(key -> document(did, key));
        }
    }

    private static DidDocument document(Did did, SigningKey key) {
        return DidDocument.parse(
                did, DataJson.parseMap("""
                {"id": "%s", "verificationMethod": [{"id": "#atproto", "type": "Multikey",
                 "controller": "%s", "publicKeyMultibase": "%s"}]}
                """.formatted(
                        did, did, key.verifyingKey().multibase()).getBytes(StandardCharsets.UTF_8)));
    }

    private String verify(String token) {
        XrpcException refusal = catchThrowableOfType(XrpcException.class, () -> tokens.verify(token, METHOD, _ -> {}));
        return refusal == null ? "ok" : refusal.error();
    }

    private String token(Did issuer, SigningKey key) {
        return tokens.sign(issuer, key, US.text(), METHOD, null);
    }

    private String token(String header, String payload, int signatureBytes) {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(payload.getBytes(StandardCharsets.UTF_8))
                + "." + base64(new byte[signatureBytes]);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "alg":"ES256K"               | "iss":"A","aud":"US","exp":1,"lxm":"M" | 64 | JwtExpired
            "alg":"ES256K"               | "iss":"A","aud":"did:web:else.test","exp":E,"lxm":"M" | 64 | BadJwtAudience
            "alg":"ES256K"               | "iss":"A","aud":"did:web:pds.test#x","exp":E,"lxm":"M" | 64 | BadJwtAudience
            "alg":"ES256K"               | "iss":"A","aud":"US","exp":E,"lxm":"a.b.c" | 64 | BadJwtLexiconMethod
            "alg":"ES256K"               | "iss":"A","aud":"US","exp":E | 64 | BadJwtLexiconMethod
            "alg":"ES256K"               | "iss":"alice.test","aud":"US","exp":E,"lxm":"M" | 64 | BadJwtIss
            "alg":"ES256K"               | "iss":"A","exp":E,"lxm":"M" | 64 | BadJwt
            "alg":"ES256K","typ":"at+jwt"| "iss":"A","aud":"US","exp":E,"lxm":"M" | 64 | BadJwtType
            "alg":"none"                 | "iss":"A","aud":"US","exp":E,"lxm":"M" | 64 | BadJwtSignature
            "alg":"HS256"                | "iss":"A","aud":"US","exp":E,"lxm":"M" | 64 | BadJwtSignature
            "alg":"ES256K"               | "iss":"A","aud":"US","exp":E,"lxm":"M" | 63 | BadJwtSignature
            "alg":"ES256K"               | "iss":"A","aud":"US","exp":E,"lxm":"M" | 0 | BadJwtSignature
            """)
    void tokenThatIsWrongOnItsFace_makesNobodyBeAsked(String header, String payload, int signature, String error) {
        String token = token("{" + header + "}", "{" + spelledOut(payload) + "}", signature);

        assertThat(verify(token)).isEqualTo(error);
        assertThat(asked).hasValue(0);
    }

    private static String spelledOut(String payload) {
        return payload.replace("\"A\"", "\"did:web:alice.test\"")
                .replace("\"US\"", "\"did:web:pds.test\"")
                .replace("\"M\"", "\"" + METHOD + "\"")
                .replace(":E", ":9999999999");
    }

    @Test
    void issuerToWhomTheMethodIsClosed_isNotAskedAbout() {
        String token = token(ALICE, oldKey);

        XrpcException refusal = catchThrowableOfType(
                XrpcException.class,
                () -> tokens.verify(token, METHOD, issuer -> {
                    throw XrpcException.forbidden("AccountNotFound", "Account not found: " + issuer);
                }));

        assertThat(refusal.error()).isEqualTo("AccountNotFound");
        assertThat(asked).hasValue(0);
    }

    @Test
    void forgedTokens_makeTheOneTheyNameBeAsked_onceAMinute() {
        String forged = token(ALICE, newKey);
        for (int i = 0; i < 50; i++) {
            assertThat(verify(forged)).isEqualTo("BadJwtSignature");
        }
        assertThat(asked).hasValue(2); // who that is, and whether the key was changed

        String unknown = token(new Did("did:web:nobody.test"), newKey);
        for (int i = 0; i < 50; i++) {
            assertThat(verify(unknown)).isEqualTo("AuthenticationRequired");
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void changedKey_isFoundAtOnce_andElseWithinAMinute() {
        assertThat(verify(token(ALICE, oldKey))).isEqualTo("ok");
        network.put(ALICE, newKey);

        assertThat(verify(token(ALICE, newKey))).isEqualTo("ok");
        assertThat(verify(token(ALICE, oldKey))).isEqualTo("BadJwtSignature");
        network.put(ALICE, oldKey);
        assertThat(verify(token(ALICE, oldKey))).isEqualTo("BadJwtSignature");
        now = now.plus(Duration.ofMinutes(1));
        assertThat(verify(token(ALICE, oldKey))).isEqualTo("ok");
    }
}
