package dev.rookery.pds.outbound;

/// Another server could not be asked, or gave no proper answer in time.
public final class OutboundException extends RuntimeException {
    public OutboundException(String message) {
        super(message);
    }

    public OutboundException(String message, Throwable cause) {
        super(message, cause);
    }
}
