package dev.rookery.atproto.data;

/// Says that bytes, JSON or a value do not fit the data model.
public final class InvalidDataException extends RuntimeException {
    public InvalidDataException(String message) {
        super(message);
    }

    public InvalidDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
