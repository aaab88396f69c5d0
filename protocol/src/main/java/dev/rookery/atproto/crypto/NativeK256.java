package dev.rookery.atproto.crypto;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Optional;

/// K-256 by libsecp256k1, three to four times as fast as Bouncy Castle.
final class NativeK256 implements Curve {
    private final Secp256k1 library;

    private NativeK256(Secp256k1 library) {
        this.library = library;
    }

    /// Returns nothing where there is no build for the platform, or where it may not be unpacked to be loaded.
    static Optional<Curve> load() {
        try {
            return Optional.of(new NativeK256(Secp256k1.get()));
        } catch (IllegalStateException | LinkageError _) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isSecret(byte[] secret) {
        return secret.length == SECRET_LENGTH && library.secKeyVerify(secret);
    }

    @Override
    public byte[] publicKey(byte[] secret) {
        return library.pubkeyCreate(secret);
    }

    @Override
    public byte[] point(byte[] encoded) {
        if (!BouncyCurve.hasPointShape(encoded)) {
            throw new InvalidCryptoException("Invalid key: no point of the curve");
        }
        try {
            return library.pubkeyParse(encoded);
        } catch (Secp256k1Exception e) {
            throw new InvalidCryptoException("Invalid key: no point of the curve", e);
        }
    }

    @Override
    public byte[] sign(byte[] hash, byte[] secret) {
        return library.sign(hash, secret, null);
    }

    @Override
    public boolean verify(byte[] hash, byte[] signature, byte[] publicKey) {
        try {
            return library.verify(signature, hash, publicKey);
        } catch (Secp256k1Exception _) {
            // It throws for numbers that are out of range, where it could say no.
            return false;
        }
    }

    @Override
    public byte[] withLowS(byte[] signature) {
        try {
            return library.signatureNormalize(signature).getFirst();
        } catch (Secp256k1Exception _) {
            return signature;
        }
    }
}
