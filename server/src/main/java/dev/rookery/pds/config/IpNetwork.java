package dev.rookery.pds.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A network of addresses, such as `10.0.0.0/8`; one address alone is a network too.
///
/// An IPv4 address that is written as an IPv6 one (`::ffff:10.0.0.1`) is the IPv4 address everywhere.
///
/// @param first its first address
/// @param bits how many bits all of its addresses share
public record IpNetwork(InetAddress first, int bits) {
    /// This machine, and the networks that nobody outside can send from.
    public static final List<IpNetwork> PRIVATE = Stream.of(
                    "127.0.0.0/8",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "169.254.0.0/16",
                    "::1",
                    "fc00::/7",
                    "fe80::/10")
            .map(IpNetwork::parse)
            .toList();

    private static final int MAPPED_BITS = 96;

    /// Reads an address, or a network as address and number of bits.
    ///
    /// @throws IllegalArgumentException if it is neither
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address =
                address(slash < 0 ? text : text.substring(0, slash).strip());
        if (address == null) {
            throw new IllegalArgumentException("is no address and no network");
        }
        int most = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new IpNetwork(address, most);
        }
        boolean mapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
        int bits = number(text.substring(slash + 1).strip()) - (mapped ? MAPPED_BITS : 0);
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("has no such number of bits");
        }
        return new IpNetwork(cut(address, bits), bits);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    /// Reads an address in digits, or returns null where it is none. A name is never looked up, and the zone of an IPv6
    /// address (`%eth0`) means something to its own machine only.
    public static @Nullable InetAddress address(String text) {
        int zone = text.indexOf('%');
        String digits = zone < 0 ? text : text.substring(0, zone);
        boolean six = digits.indexOf(':') >= 0;
        if (six
                ? digits.indexOf('[') >= 0
                : zone >= 0 || digits.chars().filter(c -> c == '.').count() != 3) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(digits);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// Whether the address lies in it.
    public boolean contains(InetAddress address) {
        return address.getAddress().length == first.getAddress().length
                && Arrays.equals(masked(address, bits), first.getAddress());
    }

    private static InetAddress cut(InetAddress address, int bits) {
        try {
            return InetAddress.getByAddress(masked(address, bits));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // the length is right
        }
    }

    private static byte[] masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
            bytes[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        return bytes;
    }

    @Override
    public String toString() {
        String address = first.getHostAddress().toLowerCase(Locale.ROOT);
        return bits == first.getAddress().length * Byte.SIZE ? address : address + "/" + bits;
    }
}
