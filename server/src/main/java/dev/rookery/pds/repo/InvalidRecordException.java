package dev.rookery.pds.repo;

/// A record may not be written as it is. The message is meant for whoever sent it.
public final class InvalidRecordException extends RuntimeException {
    InvalidRecordException(String message) {
        super(message, null, false, false);
    }
}
