package dev.rookery.atproto.crypto;

/// Says that text or bytes are no key. A signature that does not verify is an answer and not this.
public final class InvalidCryptoException extends RuntimeException {
    public InvalidCryptoException(String message) {
        super(message);
    }

    public InvalidCryptoException(String message, Throwable cause) {
        super(message, cause);
    }
}
