package dev.rookery.pds.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/// Which addresses may be connected to.
public enum AddressPolicy {
    /// Only those that belong to the public internet.
    PUBLIC_ONLY,
    /// All of them: for servers that the operator named, and for development.
    ANY;

    /// IPv4 networks that are not the public internet (IANA's registry of special-purpose addresses).
    private static final List<Network> SPECIAL = List.of(
            new Network(0, 0, 8),
            new Network(10, 0, 8),
            new Network(100, 64, 10),
            new Network(127, 0, 8),
            new Network(169, 254, 16),
            new Network(172, 16, 12),
            new Network(192, 168, 16),
            new Network(198, 18, 15),
            new Network(224, 0, 3));

    /// IPv4 networks of 256 addresses that are not the public internet.
    private static final List<Integer> SPECIAL_24 = List.of(0xC00000, 0xC00002, 0xC05863, 0xC63364, 0xCB0071);

    private record Network(int first, int second, int bits) {
        boolean contains(int address) {
            int network = first << 24 | second << 16;
            return (address ^ network) >>> (32 - bits) == 0;
        }
    }

    public boolean allows(InetAddress address) {
        if (this == ANY) {
            return true;
        }
        return switch (address) {
            case Inet4Address four -> isPublic(four.getAddress());
            case Inet6Address six -> isPublic6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic(byte[] bytes) {
        int address = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        return SPECIAL.stream().noneMatch(network -> network.contains(address)) && !SPECIAL_24.contains(address >>> 8);
    }

    /// Global unicast (`2000::/3`) without the ranges that carry an IPv4 address inside or are for documentation.
    private static boolean isPublic6(byte[] bytes) {
        int head = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
        return head >>> 29 == 1
                && head != 0x20010000 // Teredo
                && head != 0x20010DB8 // documentation
                && head >>> 16 != 0x2002 // 6to4
                && head >>> 12 != 0x3FFF0; // documentation
    }
}
