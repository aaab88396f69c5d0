package dev.rookery.pds.http;

import dev.rookery.pds.config.IpNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out where a request comes from when proxies stand in between.
///
/// A proxy adds the address that it was called from to `X-Forwarded-For`, at the end of a line or in a line of its own;
/// all lines are one list. We go back from our own end of that list as long as the addresses are those of proxies we
/// trust. What the client itself wrote at the far end is never believed.
public final class ClientAddresses {
    private static final int HOPS_MAX = 20;

    private final List<IpNetwork> trusted;

    /// @param trusted where the proxies are that are believed
    public ClientAddresses(List<IpNetwork> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /// Returns the address of the nearest client that is no trusted proxy, or else the farthest one, always in the same
    /// spelling.
    ///
    /// @param forwardedFor the lines of the header, in their order
    String clientOf(SocketAddress peer, List<String> forwardedFor) {
        if (!(peer instanceof InetSocketAddress socket) || socket.getAddress() == null) {
            return "unknown";
        }
        InetAddress client = socket.getAddress();
        int hops = 0;
        for (String line : forwardedFor.reversed()) {
            for (int end = line.length(); end >= 0; ) {
                int start = line.lastIndexOf(',', end - 1) + 1;
                String element = line.substring(start, end).strip();
                end = start - 1;
                if (element.isEmpty()) {
                    continue;
                }
                InetAddress hop = isTrusted(client) && hops++ < HOPS_MAX ? parse(element) : null;
                if (hop == null) {
                    return text(client);
                }
                client = hop;
            }
        }
        return text(client);
    }

    /// Reads an address as proxies write it: perhaps in quotes, an IPv6 one perhaps in brackets, perhaps with a port.
    private static @Nullable InetAddress parse(String element) {
        String text = element.length() > 1 && element.startsWith("\"") && element.endsWith("\"")
                ? element.substring(1, element.length() - 1)
                : element;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0 && isPort(text.substring(end + 1)) ? IpNetwork.address(text.substring(1, end)) : null;
        }
        int colon = text.indexOf(':');
        boolean port = colon >= 0 && text.indexOf(':', colon + 1) < 0;
        if (port && !isPort(text.substring(colon))) {
            return null;
        }
        return IpNetwork.address(port ? text.substring(0, colon) : text);
    }

    private static boolean isPort(String text) {
        return text.isEmpty()
                || (text.length() > 1
                        && text.charAt(0) == ':'
                        && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9'));
    }

    /// Whether it is a proxy that is believed.
    boolean isTrusted(SocketAddress peer) {
        return peer instanceof InetSocketAddress socket
                && socket.getAddress() != null
                && isTrusted(socket.getAddress());
    }

    private boolean isTrusted(InetAddress address) {
        for (IpNetwork network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// Without the zone, which a link-local address has on this machine.
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
