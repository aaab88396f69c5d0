package dev.rookery.pds.devnet;

/// The directory refuses a request; the status and the message go to the client.
final class PlcException extends RuntimeException {
    private final int status;

    PlcException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static PlcException refused(String message) {
        return new PlcException(400, message);
    }

    int status() {
        return status;
    }
}
