package dev.rookery.atproto.car;

/// Says that bytes are no archive, or one beyond the limits.
public final class InvalidCarException extends RuntimeException {
    public InvalidCarException(String message) {
        super(message);
    }

    public InvalidCarException(String message, Throwable cause) {
        super(message, cause);
    }
}
