package dev.rookery.atproto.crypto;

import dev.rookery.atproto.cid.Sha256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A public key: a point of one of the curves. Immutable, and valid by construction.
public final class VerifyingKey {
    private static final String DID_KEY = "did:key:";

    private final Algorithm algorithm;
    private final byte[] uncompressed;
    private final String multibase;

    private VerifyingKey(Algorithm algorithm, byte[] uncompressed) {
        this.algorithm = algorithm;
        this.uncompressed = uncompressed;
        this.multibase = "z" + Base58.encode(algorithm.prefixed(compressed()));
    }

    /// Reads a point, compressed or uncompressed.
    ///
    /// @throws InvalidCryptoException if it is neither, or not on the curve
    public static VerifyingKey fromPoint(Algorithm algorithm, byte[] encoded) {
        return new VerifyingKey(algorithm, algorithm.curve().point(encoded));
    }

    /// Reads an uncompressed point, 65 bytes.
    public static VerifyingKey fromUncompressed(Algorithm algorithm, byte[] encoded) {
        if (encoded.length != Curve.UNCOMPRESSED_LENGTH) {
            throw new InvalidCryptoException("Invalid key: " + encoded.length + " bytes are no uncompressed point");
        }
        return fromPoint(algorithm, encoded);
    }

    /// Reads `did:key:z…`.
    public static VerifyingKey fromDidKey(String text) {
        if (!text.startsWith(DID_KEY)) {
            throw new InvalidCryptoException("Invalid key: it does not begin with " + DID_KEY);
        }
        return fromMultibase(text.substring(DID_KEY.length()));
    }

    /// Reads a multikey, `z…`: what follows `did:key:`, and what a DID document has for `Multikey`.
    public static VerifyingKey fromMultibase(String text) {
        byte[] bytes = multibaseBytes(text);
        for (var algorithm : Algorithm.values()) {
            if (algorithm.isPrefixOf(bytes) && bytes.length == Curve.COMPRESSED_LENGTH + 2) {
                return fromPoint(algorithm, Arrays.copyOfRange(bytes, 2, bytes.length));
            }
        }
        throw new InvalidCryptoException("Invalid key: neither a K-256 nor a P-256 key, compressed");
    }

    /// Reads the `publicKeyMultibase` of a verification method by its `type`: `Multikey`, or one of the types of
    /// old, whose keys tell nothing of their curve and may be uncompressed.
    public static VerifyingKey fromVerificationMethod(String type, String multibase) {
        if (type.equals("Multikey")) {
            return fromMultibase(multibase);
        }
        for (var algorithm : Algorithm.values()) {
            if (type.equals(algorithm.oldMethodType())) {
                return fromPoint(algorithm, multibaseBytes(multibase));
            }
        }
        throw new InvalidCryptoException("Invalid key: unknown type " + type);
    }

    private static byte[] multibaseBytes(String text) {
        if (!text.startsWith("z")) {
            throw new InvalidCryptoException("Invalid key: it is not in base58btc");
        }
        return Base58.decode(text.substring(1));
    }

    static VerifyingKey of(Algorithm algorithm, byte[] secret) {
        return new VerifyingKey(algorithm, algorithm.curve().publicKey(secret));
    }

    /// Tells whether `signature` is the 64 bytes of a signature of `message` by this key, with a low S.
    public boolean verify(byte[] message, byte[] signature) {
        return signature.length == Curve.SIGNATURE_LENGTH
                && algorithm.curve().verify(Sha256.hash(message), signature, uncompressed);
    }

    /// Verifies as [#verify] does, and lets either S pass: for tokens, which some libraries sign so. Nothing may be
    /// named or told apart by such a signature.
    public boolean verifyMalleable(byte[] message, byte[] signature) {
        return signature.length == Curve.SIGNATURE_LENGTH
                && verify(message, algorithm.curve().withLowS(signature));
    }

    public Algorithm curve() {
        return algorithm;
    }

    /// Returns the compressed point, 33 bytes.
    public byte[] compressed() {
        byte[] compressed = Arrays.copyOf(uncompressed, Curve.COMPRESSED_LENGTH);
        compressed[0] = (byte) (2 + (uncompressed[Curve.UNCOMPRESSED_LENGTH - 1] & 1));
        return compressed;
    }

    /// Returns the uncompressed point, 65 bytes.
    public byte[] uncompressed() {
        return uncompressed.clone();
    }

    /// Returns the multikey, such as `zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc`.
    public String multibase() {
        return multibase;
    }

    public String didKey() {
        return DID_KEY + multibase;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerifyingKey key && multibase.equals(key.multibase);
    }

    @Override
    public int hashCode() {
        return multibase.hashCode();
    }

    @Override
    public String toString() {
        return didKey();
    }
}
