package dev.rookery.pds.storage.rocksdb;

/// The storage failed: a disk is full or broken, or the data folder is not what it was.
public final class StorageException extends RuntimeException {
    StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
