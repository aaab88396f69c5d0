package dev.rookery.atproto.mst;

/// A node, or the tree it stands in, breaks a rule of the format.
public final class InvalidTreeException extends RuntimeException {
    InvalidTreeException(String message) {
        super(message);
    }

    InvalidTreeException(String message, Throwable cause) {
        super(message, cause);
    }
}
