package dev.rookery.pds.identity;

/// The PLC directory refused an operation for what is in it, or has no identity that could be changed: to try again is
/// of no use.
public final class PlcRefusalException extends IdentityException {
    private static final long serialVersionUID = 1L;

    public PlcRefusalException(String message) {
        super(message);
    }
}
