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
    /// What a connection in this state takes beyond its bytes.
    private static final int OVERHEAD_BYTES = 1024;

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
    void grew(HttpConnection connection) {
        List<HttpConnection> givenUp = new ArrayList<>();
        synchronized (this) {
            long now = OVERHEAD_BYTES + 2L * connection.getParser().getHeaderLength();
            Long before = unfinished.put(connection, now);
            bytes += now - (before == null ? 0 : before);
            while (bytes > bytesMax) {
                HttpConnection oldest = unfinished.keySet().iterator().next();
                remove(oldest);
                givenUp.add(oldest);
            }
        }
        givenUp.forEach(each -> each.getEndPoint().close());
    }

    /// To be called when the header is whole, or will never be.
    synchronized void remove(HttpConnection connection) {
        Long before = unfinished.remove(connection);
        if (before != null) {
            bytes -= before;
        }
    }
}
