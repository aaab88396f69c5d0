package dev.rookery.pds.auth;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataMapBuilder;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.xrpc.XrpcException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Signs tokens for other services in an account's name, and verifies those that others sign for us.
public final class ServiceTokens {
    /// How long a token lasts when nobody says otherwise.
    private static final long LIFETIME_SECONDS = 60;

    private static final int ID_BYTES = 16;
    private static final Set<String> ALGORITHMS = Set.of("ES256", "ES256K");
    private static final int SIGNATURE_BYTES = 64;
    private static final String SIGNING_KEY = "atproto";

    /// What marks an issuer that speaks as a labeler, and the key that it signs with then.
    private static final String LABELER = "#atproto_labeler";

    private static final String LABELING_KEY = "atproto_label";

    /// Types of tokens that are for something else.
    private static final Set<String> FOREIGN_TYPES = Set.of("at+jwt", "refresh+jwt", "dpop+jwt");

    private final Did server;
    private final DidResolver resolver;
    private final InstantSource time;
    private final SecureRandom random;

    /// @param server the DID that tokens for us are for
    public ServiceTokens(Did server, DidResolver resolver, InstantSource time, SecureRandom random) {
        this.server = server;
        this.resolver = resolver;
        this.time = time;
        this.random = random;
    }

    /// Signs a token.
    ///
    /// @param audience the DID of the service, perhaps with `#` and the name of one of its services
    /// @param method the one method that it is good for, or null for any
    /// @param expiresAt in seconds since 1970, or null for a minute from now
    public String sign(Did issuer, SigningKey key, String audience, @Nullable String method, @Nullable Long expiresAt) {
        Instant now = time.instant();
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        DataMap header = DataMap.of(
                "typ", new DataString("JWT"), "alg", new DataString(key.curve().jwtName()));
        DataMapBuilder payload = DataMap.builder()
                .put("iat", now.getEpochSecond())
                .put("iss", issuer.text())
                .put("aud", audience)
                .put("exp", expiresAt == null ? now.getEpochSecond() + LIFETIME_SECONDS : expiresAt)
                .put("jti", HexFormat.of().formatHex(id));
        if (method != null) {
            payload.put("lxm", method);
        }
        return Jwt.write(header, payload.build(), key::sign);
    }

    /// Whether the token names a method, which only service tokens do. Says nothing of whether it is genuine.
    static boolean namesMethod(String token) {
        try {
            return Jwt.parse(token).payload().has("lxm");
        } catch (InvalidTokenException e) {
            return false;
        }
    }

    /// Returns who signed the token for this method of ours.
    ///
    /// @param admitted throws for those whom the method is not open to, before anybody is asked for their key
    /// @throws XrpcException if nobody did
    Did verify(String token, String method, Consumer<Did> admitted) {
        Jwt jwt = checked(token, method);
        String issuer = String.valueOf(jwt.payload().text("iss"));
        if (!Did.isValid(issuer)) {
            throw badIssuer();
        }
        checkAudience(jwt);
        Did did = new Did(issuer);
        admitted.accept(did);
        checkSignature(jwt, did, SIGNING_KEY);
        return did;
    }

    /// Checks that this issuer, as itself or as its labeler, signed the token for this method of ours.
    ///
    /// @throws XrpcException if it did not
    void verifyFrom(Did trusted, String token, String method) {
        Jwt jwt = checked(token, method);
        String issuer = String.valueOf(jwt.payload().text("iss"));
        boolean asLabeler = issuer.equals(trusted + LABELER);
        if (!asLabeler && !issuer.equals(trusted.text())) {
            throw isDidOrService(issuer) ? untrusted() : badIssuer();
        }
        checkAudience(jwt);
        checkSignature(jwt, trusted, asLabeler ? LABELING_KEY : SIGNING_KEY);
    }

    /// The refusal of a service that the operator trusts with nothing.
    static XrpcException untrusted() {
        return refused("UntrustedIss", "Untrusted issuer");
    }

    private static XrpcException badIssuer() {
        return refused("BadJwtIss", "jwt iss is not a valid did");
    }

    private static boolean isDidOrService(String text) {
        int hash = text.indexOf('#');
        return hash < 0
                ? Did.isValid(text)
                : Did.isValid(text.substring(0, hash)) && hash < text.length() - 1 && text.indexOf('#', hash + 1) < 0;
    }

    /// Reads a token and checks all but who signed it and for whom.
    private Jwt checked(String token, String method) {
        Jwt jwt = parse(token);
        Claims payload = jwt.payload();
        Double expiresAt = payload.number("exp");
        if (payload.text("iss") == null || payload.text("aud") == null || expiresAt == null) {
            throw refused("BadJwt", "poorly formatted jwt");
        }
        if (time.millis() / 1000.0 > expiresAt) {
            throw refused("JwtExpired", "jwt expired");
        }
        checkMethod(payload, method);
        return jwt;
    }

    private void checkAudience(Jwt jwt) {
        if (!server.text().equals(jwt.payload().text("aud"))) {
            throw refused("BadJwtAudience", "jwt audience does not match service did");
        }
    }

    private static Jwt parse(String token) {
        Jwt jwt;
        try {
            jwt = Jwt.parse(token);
        } catch (InvalidTokenException e) {
            throw refused("BadJwt", "poorly formatted jwt");
        }
        String type = jwt.header().text("typ");
        if (jwt.header().text("alg") == null) {
            throw refused("BadJwt", "poorly formatted jwt");
        }
        if (type != null && FOREIGN_TYPES.contains(type)) {
            throw refused("BadJwtType", "Invalid jwt type \"" + type + "\"");
        }
        return jwt;
    }

    private static void checkMethod(Claims payload, String method) {
        if (!method.equals(payload.text("lxm"))) {
            throw refused(
                    "BadJwtLexiconMethod",
                    (payload.has("lxm") ? "bad" : "missing") + " jwt lexicon method (\"lxm\"). must match: " + method);
        }
    }

    /// Tries the key as it is remembered, then, since it may have been changed of late, as it is now. Anybody can write
    /// a token that names anyone, so that is asked once a minute at most.
    private void checkSignature(Jwt jwt, Did issuer, String keyName) {
        if (!ALGORITHMS.contains(jwt.header().text("alg")) || jwt.signature().length != SIGNATURE_BYTES) {
            throw refused("BadJwtSignature", "could not verify jwt signature");
        }
        VerifyingKey key = key(issuer, keyName, false);
        if (verifies(key, jwt)) {
            return;
        }
        VerifyingKey fresh = key(issuer, keyName, true);
        if (fresh.equals(key) || !verifies(fresh, jwt)) {
            throw refused("BadJwtSignature", "jwt signature does not match jwt issuer");
        }
    }

    private static boolean verifies(VerifyingKey key, Jwt jwt) {
        return key.curve().jwtName().equals(jwt.header().text("alg"))
                && key.verifyMalleable(jwt.signed(), jwt.signature());
    }

    private VerifyingKey key(Did issuer, String name, boolean now) {
        Optional<DidDocument> document;
        try {
            document = now ? resolver.recheck(issuer) : resolver.resolve(issuer);
        } catch (IdentityException e) {
            document = Optional.empty();
        }
        return document.orElseThrow(() -> refused("AuthenticationRequired", "could not resolve iss did"))
                .key(name)
                .orElseThrow(() -> refused("AuthenticationRequired", "missing or bad key in did doc"));
    }

    private static XrpcException refused(String error, String message) {
        return XrpcException.authRequired(error, message);
    }
}
