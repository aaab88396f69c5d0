package dev.rookery.atproto.crypto;

import dev.rookery.atproto.cid.Sha256;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A secret key, which never prints. Immutable, and valid by construction.
public final class SigningKey {
    private final Algorithm algorithm;
    private final byte[] secret;
    private final VerifyingKey verifyingKey;

    private SigningKey(Algorithm algorithm, byte[] secret) {
        this.algorithm = algorithm;
        this.secret = secret;
        this.verifyingKey = VerifyingKey.of(algorithm, secret);
    }

    /// Reads the 32 bytes of a key.
    ///
    /// @throws InvalidCryptoException if these are not 32 bytes, are zero or beyond the order of the curve
    public static SigningKey fromBytes(Algorithm algorithm, byte[] secret) {
        if (!algorithm.curve().isSecret(secret)) {
            throw new InvalidCryptoException("Invalid secret key for " + algorithm);
        }
        return new SigningKey(algorithm, secret.clone());
    }

    /// Reads 64 digits.
    public static SigningKey fromHex(Algorithm algorithm, String hex) {
        try {
            return fromBytes(algorithm, HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException _) {
            // Its message quotes what it could not read.
            throw new InvalidCryptoException("Invalid secret key for " + algorithm + ": not hexadecimal");
        }
    }

    public static SigningKey generate(Algorithm algorithm, SecureRandom random) {
        var secret = new byte[Curve.SECRET_LENGTH];
        do {
            random.nextBytes(secret);
        } while (!algorithm.curve().isSecret(secret));
        return new SigningKey(algorithm, secret);
    }

    /// Signs the SHA-256 of `message`: 64 bytes, compact, with a low S, and always the same.
    public byte[] sign(byte[] message) {
        return algorithm.curve().sign(Sha256.hash(message), secret);
    }

    public Algorithm curve() {
        return algorithm;
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /// Returns the 32 bytes of the key itself.
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "SigningKey[" + verifyingKey + "]";
    }
}
