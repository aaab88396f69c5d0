package dev.rookery.pds.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.server.internal.HttpConnection;

/// The headers that are not whole yet, which take memory before there is a request to count it for. Where they are more
/// than [HttpLimits#headerBytesMax] together, the oldest are given up: those of clients that mean well come at once.
///
/// Safe for use by several threads.
final class UnfinishedHeaders {
    /// What a connection in this state takes beyond its bytes, and what each header does.
    private static final int CONNECTION_BYTES = 4 << 10;

    private static final int HEADER_BYTES = 160;

    private final long bytesMax;
    private final Map<HttpConnection, Long> unfinished = new LinkedHashMap<>();
    private long bytes;

    UnfinishedHeaders(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    static boolean isUnfinished(HttpConnection connection) {
        var parser = connection.getParser();
        return parser.inHeaderState() && !parser.isStart();
    }

    /// To be called after something came on a connection whose header is unfinished.
    ///
    /// @param headers how many came so far
    void grew(HttpConnection connection, int headers) {
        List<HttpConnection> givenUp = new ArrayList<>();
        synchronized (this) {
            long now = CONNECTION_BYTES + 2L * connection.getParser().getHeaderLength() + (long) headers * HEADER_BYTES;
            Long before = unfinished.put(connection, now);
            bytes += now - (before == null ? 0 : before);
            while (bytes > bytesMax) {
                HttpConnection oldest = unfinished.keySet().iterator().next();
                remove(oldest);
                givenUp.add(oldest);
            }
        }
        givenUp.forEach(each -> each.getEndPoint().close());
        if (!connection.getEndPoint().isOpen()) {
            remove(connection); // it was closed meanwhile, and will not be again
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    /// To be called when the header is whole, or will never be.
    synchronized void remove(HttpConnection connection) {
        Long before = unfinished.remove(connection);
        if (before != null) {
            bytes -= before;
        }
    }
}
