package dev.rookery.pds.http;

import java.io.IOException;

/// The client made us wait for too long.
final class ClientCutException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientCutException() {
        super("the client was too slow");
    }
}
