package dev.rookery.pds.repo;

/// A repository cannot be imported now, and can later. The message is meant for whoever sent it.
public final class ImportsBusyException extends RuntimeException {
    private final boolean byCaller;

    ImportsBusyException(String message, boolean byCaller) {
        super(message, null, false, false);
        this.byCaller = byCaller;
    }

    /// Whether it is another import of the same repository that keeps it.
    public boolean byCaller() {
        return byCaller;
    }
}
