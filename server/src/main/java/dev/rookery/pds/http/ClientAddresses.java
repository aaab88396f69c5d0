package dev.rookery.pds.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out where a request comes from when proxies stand in between.
///
/// A proxy adds the address that it was called from to `X-Forwarded-For`. We go back from our own end of that list as
/// long as the addresses are those of proxies we trust: on this machine, in a private network, or named by the
/// operator. What the client itself wrote at the far end is never believed.
public final class ClientAddresses {
    private static final int UNIQUE_LOCAL_MASK = 0xfe;
    private static final int UNIQUE_LOCAL = 0xfc;
    private static final int HOPS_MAX = 20;

    private final Set<String> trusted;

    /// @param trusted addresses of proxies outside the private networks
    public ClientAddresses(Iterable<String> trusted) {
        this.trusted = Set.copyOf(java.util.stream.StreamSupport.stream(trusted.spliterator(), false)
                .toList());
    }

    /// Returns the address of the nearest client that is no trusted proxy, or else the farthest one.
    String clientOf(SocketAddress peer, List<String> forwardedFor) {
        if (!(peer instanceof InetSocketAddress socket)) {
            return "unknown";
        }
        InetAddress address = socket.getAddress();
        if (forwardedFor.isEmpty() || !isTrusted(address)) {
            return address.getHostAddress();
        }
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        String client = address.getHostAddress();
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - HOPS_MAX); i--) {
            InetAddress hop = parse(hops[i].strip());
            if (hop == null) {
                return client;
            }
            client = hop.getHostAddress();
            if (!isTrusted(hop)) {
                return client;
            }
        }
        return client;
    }

    /// Reads an address in digits; a name is never looked up.
    private static @Nullable InetAddress parse(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    boolean isTrusted(SocketAddress peer) {
        return peer instanceof InetSocketAddress socket && isTrusted(socket.getAddress());
    }

    String networkOf(SocketAddress peer) {
        return clientOf(peer, List.of());
    }

    private boolean isTrusted(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || isUniqueLocal(address)
                || (!trusted.isEmpty() && trusted.contains(address.getHostAddress()));
    }

    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    }
}
