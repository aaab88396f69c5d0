package dev.rookery.atproto.commit;

/// A commit, or the operations told with it, is not what it should be.
public final class InvalidCommitException extends RuntimeException {
    InvalidCommitException(String message) {
        super(message);
    }

    InvalidCommitException(String message, Throwable cause) {
        super(message, cause);
    }
}
