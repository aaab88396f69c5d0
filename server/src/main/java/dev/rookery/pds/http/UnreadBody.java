package dev.rookery.pds.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;

/// What becomes of a request body that was refused before it was read to its end.
///
/// A client that is still sending does not look for an answer. So the rest is read and thrown away, up to a limit,
/// and the connection is closed after it.
final class UnreadBody {
    private static final long DRAINED_BYTES_MAX = 16L * 1024 * 1024;
    private static final int BUFFER_BYTES = 16 * 1024;

    private UnreadBody() {}

    /// Tells the client that this connection ends with the answer.
    static void announce(ServerResponse response) {
        response.headers().set(HeaderValues.CONNECTION_CLOSE);
    }

    static void drain(InputStream body) {
        try (body) {
            var buffer = new byte[BUFFER_BYTES];
            long drained = 0;
            for (int read = 0; read >= 0 && drained < DRAINED_BYTES_MAX; read = body.read(buffer)) {
                drained += read;
            }
        } catch (IOException | RuntimeException e) {
            // the client went away, or the body was closed by who refused it: all the same now
        }
    }
}
