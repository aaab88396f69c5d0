package dev.rookery.pds.xrpc;

import dev.rookery.pds.config.IpNetwork;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// What clients are counted by: an IPv4 address, or of IPv6, where one customer has very many, the network (`/64`) that
/// one is given.
public final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;
    private static final HexFormat HEX = HexFormat.of();

    private ClientNetwork() {}

    /// The network of a client at this address, as a short name.
    public static String of(String address) {
        InetAddress six = address.indexOf(':') < 0 ? null : IpNetwork.address(address);
        return six == null ? address : HEX.formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES)) + "/64";
    }
}
