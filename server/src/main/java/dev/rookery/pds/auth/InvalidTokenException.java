package dev.rookery.pds.auth;

/// Says that text is no token of this server.
final class InvalidTokenException extends RuntimeException {
    InvalidTokenException(String message) {
        super(message, null, false, false);
    }
}
