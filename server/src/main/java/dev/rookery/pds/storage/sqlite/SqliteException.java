package dev.rookery.pds.storage.sqlite;

import org.jspecify.annotations.Nullable;

/// SQLite could not do what it was asked: the disk is full, the file is damaged, or the statement is wrong.
final class SqliteException extends RuntimeException {
    SqliteException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
