package dev.rookery.pds.http;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/// Makes connections that speak HTTP/2 without TLS, for clients that begin with its preface, as proxies do. There may
/// be so many of them: each takes more memory than one of HTTP/1.
final class Http2Connections extends HTTP2CServerConnectionFactory {
    private static final int STREAMS_MAX = 100;

    /// What a client may send before it is read, for all its streams together and for each.
    private static final int SESSION_WINDOW_BYTES = 128 << 10;

    private static final int STREAM_WINDOW_BYTES = 64 << 10;

    private final int connectionsMax;
    private final Supplier<? extends Collection<Connection>> makeRoom;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /// @param makeRoom closes some that are idle, and says which
    Http2Connections(
            HttpConfiguration config, int connectionsMax, Supplier<? extends Collection<Connection>> makeRoom) {
        super(config);
        this.connectionsMax = connectionsMax;
        this.makeRoom = makeRoom;
        setMaxConcurrentStreams(STREAMS_MAX);
        setInitialSessionRecvWindow(SESSION_WINDOW_BYTES);
        setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
        setConnectProtocolEnabled(false);
    }

    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response101) {
        if (!HttpMethod.PRI.is(request.getMethod())) {
            return null; // the upgrade from HTTP/1.1 is not offered: RFC 9113 has done away with it
        }
        if (open.size() >= connectionsMax) {
            makeRoom.get().forEach(open::remove); // word of their end takes a moment
        }
        if (open.size() >= connectionsMax) {
            return null;
        }
        Connection connection = super.upgradeConnection(connector, endPoint, request, response101);
        if (connection != null) {
            open.add(connection);
            connection.addEventListener(new Connection.Listener() {
                @Override
                public void onClosed(Connection closed) {
                    open.remove(closed);
                }
            });
        }
        return connection;
    }
}
