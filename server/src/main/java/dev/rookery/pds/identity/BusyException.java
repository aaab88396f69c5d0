package dev.rookery.pds.identity;

/// So many names are being looked up for others that this one was not: nothing is known of it, and to ask again in a
/// moment may tell.
public final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException() {
        super("Too many names are being looked up, try again in a moment");
    }
}
