package dev.rookery.pds.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataMapBuilder;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Did;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Signs and verifies the tokens of sessions. Safe for use by many threads.
///
/// A token that was verified is remembered by its text, so that the requests of a session cost one look-up. What is
/// remembered is only that the signature is right.
public final class SessionTokens {
    static final String ACCESS_TYPE = "at+jwt";
    static final String REFRESH_TYPE = "refresh+jwt";
    static final String REFRESH_SCOPE = "com.atproto.refresh";
    static final Duration ACCESS_LIFETIME = Duration.ofHours(2);
    static final Duration REFRESH_LIFETIME = Duration.ofDays(90);

    private static final String ALGORITHM = "HS256";
    private static final int ID_BYTES = 32;
    private static final long REMEMBERED_BYTES_MAX = 16L << 20;

    /// What a remembered token takes beside its text, which is kept twice, whole and read.
    private static final int TOKEN_BYTES = 300;

    private final HmacKey key;
    private final Did server;
    private final SecureRandom random;
    private final Cache<String, SessionToken> verified = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES_MAX)
            .weigher((String text, SessionToken _) -> TOKEN_BYTES + 2 * text.length())
            .build();

    /// @param secret `PDS_JWT_SECRET`
    /// @param server the DID that the tokens are for
    public SessionTokens(String secret, Did server, SecureRandom random) {
        this.key = new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
        this.server = server;
        this.random = random;
    }

    String access(Did account, String scope, Instant now) {
        return write(ACCESS_TYPE, account, scope, null, now, ACCESS_LIFETIME);
    }

    String refresh(Did account, String id, Instant now) {
        return write(REFRESH_TYPE, account, REFRESH_SCOPE, id, now, REFRESH_LIFETIME);
    }

    private String write(String type, Did account, String scope, @Nullable String id, Instant now, Duration lifetime) {
        DataMap header = DataMap.of("typ", new DataString(type), "alg", new DataString(ALGORITHM));
        DataMapBuilder payload = DataMap.builder()
                .put("scope", scope)
                .put("aud", server.text())
                .put("sub", account.text())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(lifetime).getEpochSecond());
        if (id != null) {
            payload.put("jti", id);
        }
        return Jwt.write(header, payload.build(), key::sign);
    }

    /// A new id for a refresh token.
    String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// The id of the token that follows this one. It follows from the id and the secret alone, so that a token that is
    /// used twice leads to the same successor though ids are stored hashed only.
    String successorOf(String id) {
        byte[] seed = ("successor:" + id).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(key.sign(seed));
    }

    /// Returns what the token says if this server signed it. Does not look at its time, type or scope.
    ///
    /// @throws InvalidTokenException if it did not
    SessionToken verify(String token) {
        SessionToken known = verified.getIfPresent(token);
        if (known != null) {
            return known;
        }
        SessionToken read = read(Jwt.parse(token));
        verified.put(token, read);
        return read;
    }

    private SessionToken read(Jwt jwt) {
        if (!ALGORITHM.equals(jwt.header().text("alg"))
                || jwt.header().has("crit")
                || !key.verify(jwt.signed(), jwt.signature())) {
            throw new InvalidTokenException("not signed by this server");
        }
        String type = jwt.header().text("typ");
        Claims payload = jwt.payload();
        String subject = payload.text("sub");
        String audience = payload.text("aud");
        String scope = payload.text("scope");
        Double expiresAt = payload.number("exp");
        if (type == null
                || subject == null
                || !Did.isValid(subject)
                || audience == null
                || scope == null
                || expiresAt == null
                || payload.has("lxm")
                || payload.has("cnf")
                || (payload.has("jti") && payload.text("jti") == null)) {
            throw new InvalidTokenException("malformed");
        }
        return new SessionToken(type, new Did(subject), audience, scope, payload.text("jti"), expiresAt);
    }

    /// Whether the token is meant for this server.
    boolean isForUs(SessionToken token) {
        return token.audience().equals(server.text());
    }
}
