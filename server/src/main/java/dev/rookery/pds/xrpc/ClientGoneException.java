package dev.rookery.pds.xrpc;

/// The client went away, or was cut off, while its body was read or its answer sent. Nobody is left to be told.
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientGoneException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
