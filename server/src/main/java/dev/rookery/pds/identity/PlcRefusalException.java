package dev.rookery.pds.identity;

/// The PLC directory refused an operation for what is in it; to try again is of no use.
public final class PlcRefusalException extends IdentityException {
    private static final long serialVersionUID = 1L;

    PlcRefusalException(String message) {
        super(message);
    }
}
