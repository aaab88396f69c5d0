package dev.rookery.pds.http;

import dev.rookery.pds.xrpc.ClientNetwork;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;

/// All connections there are, and their bounds.
///
/// New ones are always taken, so that nobody can keep others out by holding many: where there are more than
/// [HttpLimits#connectionsMax], those that have been idle for longest are closed. Of one network outside the trusted
/// proxies there may be fewer.
///
/// Safe for use by several threads.
final class Connections implements Connection.Listener {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());

    /// So large a part of them is closed at once, so that looking for the idlest costs little for each.
    private static final int CLOSED_TOGETHER = 16;

    private static final int NETWORK_SHARE = 8;

    /// Where none is idle there may be one part in so many more.
    private static final int BUSY_BEYOND = 4;

    private static final Duration SAY_EVERY = Duration.ofSeconds(10);

    private final HttpLimits limits;
    private final ClientAddresses addresses;

    /// What each counts for: an end that is closed does not say it any more.
    private final Map<Connection, String> open = new ConcurrentHashMap<>();

    private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicLong saidAt = new AtomicLong(System.nanoTime() - SAY_EVERY.toNanos());

    Connections(HttpLimits limits, ClientAddresses addresses) {
        this.limits = limits;
        this.addresses = addresses;
    }

    @Override
    public void onOpened(Connection connection) {
        String network = network(connection);
        boolean beyondShare = !network.isEmpty()
                && byNetwork.merge(network, 1, Integer::sum) > limits.connectionsMax() / NETWORK_SHARE;
        open.put(connection, network);
        if (beyondShare) {
            connection.getEndPoint().close();
        }
        boolean someIdle = closeIdlest();
        if (!someIdle && open.size() > limits.connectionsMax() + limits.connectionsMax() / BUSY_BEYOND) {
            connection.getEndPoint().close();
        }
    }

    /// Closes the HTTP/2 connections that have been idle for longest, to make room for others.
    List<Connection> closeIdlestHttp2() {
        return closeIdlest(HTTP2Connection.class, Math.max(1, limits.http2ConnectionsMax() / CLOSED_TOGETHER));
    }

    @Override
    public void onClosed(Connection connection) {
        forget(connection);
    }

    private void forget(Connection connection) {
        String network = open.remove(connection);
        if (network != null && !network.isEmpty()) {
            byNetwork.computeIfPresent(network, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /// Whom a connection counts for; empty if for nobody.
    private String network(Connection connection) {
        SocketAddress peer = connection.getEndPoint().getRemoteSocketAddress();
        return addresses.isTrusted(peer) ? "" : ClientNetwork.of(addresses.clientOf(peer, List.of()));
    }

    private record Idle(Connection connection, long millis) {}

    /// One thread closes for all who come meanwhile. False where all are busy.
    private boolean closeIdlest() {
        int tooMany = open.size() - limits.connectionsMax();
        while (tooMany > 0 && closing.compareAndSet(false, true)) {
            int closed;
            try {
                closed = closeIdlest(Connection.class, tooMany + limits.connectionsMax() / CLOSED_TOGETHER)
                        .size();
            } finally {
                closing.set(false);
            }
            if (closed == 0) {
                return false;
            }
            tooMany = open.size() - limits.connectionsMax();
        }
        return true;
    }

    private List<Connection> closeIdlest(Class<? extends Connection> kind, int count) {
        List<Idle> idle = new ArrayList<>();
        for (Connection connection : open.keySet()) {
            if (kind.isInstance(connection)
                    && isIdle(connection)
                    && connection.getEndPoint() instanceof AbstractEndPoint endPoint) {
                idle.add(new Idle(connection, endPoint.getIdleFor()));
            }
        }
        idle.sort(Comparator.comparingLong(Idle::millis).reversed());
        List<Idle> idlest = idle.subList(0, Math.min(count, idle.size()));
        long said = saidAt.get();
        long now = System.nanoTime();
        if (now - said > SAY_EVERY.toNanos() && saidAt.compareAndSet(said, now)) {
            LOG.log(
                    Level.INFO,
                    "{0} connections are too many: closing {1} that have been idle for longest",
                    String.valueOf(open.size()),
                    String.valueOf(idlest.size()));
        }
        for (Idle each : idlest) {
            forget(each.connection); // now: word of the end comes when others have been let in
            each.connection.getEndPoint().close();
        }
        return idlest.stream().map(Idle::connection).toList();
    }

    /// Whether no request is under way on it. One whose header is not there yet is none.
    private static boolean isIdle(Connection connection) {
        return switch (connection) {
            case HttpConnection http -> http.getHttpChannel().getRequest() == null;
            case HTTP2Connection http2 -> http2.getSession().getStreams().isEmpty();
            default -> false; // subscribers have limits of their own
        };
    }

    int count() {
        return open.size();
    }
}
