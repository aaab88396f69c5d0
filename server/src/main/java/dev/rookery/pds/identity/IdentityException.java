package dev.rookery.pds.identity;

/// A DID document or a PLC operation makes no sense, or the server that keeps it refused or could not be asked.
public sealed class IdentityException extends RuntimeException permits PlcRefusalException {
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message);
    }

    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
