package dev.rookery.pds.mail;

/// A mail was not taken. The message says why, in one line without secrets.
public final class DeliveryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    /// @param permanent whether it is no use to try again
    DeliveryException(String reason, boolean permanent, Throwable cause) {
        super(reason, cause);
        this.permanent = permanent;
    }

    boolean permanent() {
        return permanent;
    }
}
