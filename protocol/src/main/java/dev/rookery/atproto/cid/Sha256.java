package dev.rookery.atproto.cid;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 by the platform's own provider, which uses the processor's instructions where there are any.
public final class Sha256 {
    /// The length of a digest in bytes.
    public static final int LENGTH = 32;

    private static final MessageDigest FRESH = lookup();

    private Sha256() {}

    public static byte[] hash(byte[] content) {
        return digest().digest(content);
    }

    public static byte[] hash(byte[] buffer, int offset, int length) {
        var digest = digest();
        digest.update(buffer, offset, length);
        return digest.digest();
    }

    /// Returns a fresh digest, for content that arrives in pieces.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) FRESH.clone(); // spares the search for a provider
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's digests can be cloned", e);
        }
    }

    private static MessageDigest lookup() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
