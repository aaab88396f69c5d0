package dev.rookery.pds.blob;

/// Says that a blob has more bytes than it may have.
public final class BlobTooLargeException extends RuntimeException {
    private final long sizeMax;

    public BlobTooLargeException(long sizeMax) {
        super("A blob of more than " + sizeMax + " bytes");
        this.sizeMax = sizeMax;
    }

    public long sizeMax() {
        return sizeMax;
    }
}
