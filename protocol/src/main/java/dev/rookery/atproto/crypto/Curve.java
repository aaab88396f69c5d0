package dev.rookery.atproto.crypto;

/// The arithmetic of one curve, by whichever library does it. Thread-safe.
interface Curve {
    /// The length of a secret key, and of a coordinate.
    int SECRET_LENGTH = 32;

    int COMPRESSED_LENGTH = 33;
    int UNCOMPRESSED_LENGTH = 65;
    int SIGNATURE_LENGTH = 64;

    /// Tells whether 32 bytes are a secret key: neither zero nor beyond the order of the curve.
    boolean isSecret(byte[] secret);

    /// Returns the public key of a secret one, uncompressed.
    byte[] publicKey(byte[] secret);

    /// Returns a point, given compressed or uncompressed, uncompressed.
    ///
    /// @throws InvalidCryptoException if it is no point of the curve
    byte[] point(byte[] encoded);

    /// Signs a hash of 32 bytes: deterministic, compact, low S.
    byte[] sign(byte[] hash, byte[] secret);

    /// Tells whether 64 bytes are a signature of a hash with a low S. `publicKey` is uncompressed.
    boolean verify(byte[] hash, byte[] signature, byte[] publicKey);

    /// Returns 64 bytes of signature with S replaced by the low one of the two.
    byte[] withLowS(byte[] signature);
}
