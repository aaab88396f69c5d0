package dev.rookery.pds.repo;

/// A CAR is not a repository that the account may take over. The message is meant for whoever sent it.
public final class InvalidImportException extends RuntimeException {
    InvalidImportException(String message) {
        super(message, null, false, false);
    }
}
