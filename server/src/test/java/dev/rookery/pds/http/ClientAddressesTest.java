package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.config.IpNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {
    private final ClientAddresses addresses =
            new ClientAddresses(Stream.concat(IpNetwork.PRIVATE.stream(), Stream.of(IpNetwork.parse("198.51.100.0/28")))
                    .toList());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1    | 203.0.113.9                     | 203.0.113.9
            10.1.2.3     | 203.0.113.9, 192.168.0.1        | 203.0.113.9
            127.0.0.1    | 1.1.1.1, 203.0.113.9            | 203.0.113.9
            198.51.100.7 | 203.0.113.9                     | 203.0.113.9
            127.0.0.1    | 203.0.113.9, 198.51.100.7       | 203.0.113.9
            127.0.0.1    | 203.0.113.9, 198.51.100.17      | 198.51.100.17
            203.0.113.5  | 1.1.1.1                         | 203.0.113.5
            127.0.0.1    | 10.0.0.1, 10.0.0.2              | 10.0.0.1
            127.0.0.1    | example.com, 10.0.0.2           | 10.0.0.2
            127.0.0.1    | 1.1.1.1, nonsense               | 127.0.0.1
            127.0.0.1    | 1.1.1.1, unknown                | 127.0.0.1
            """)
    void forwardedAddress_isBelieved_asFarAsTheProxiesAreOurs(String peer, String forwarded, String client) {
        assertThat(clientOf(peer, forwarded)).isEqualTo(client);
    }

    /// HAProxy adds a line of its own behind what the client wrote.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.1.1.1                 | 203.0.113.9           | 203.0.113.9
            1.1.1.1, 2.2.2.2        | 203.0.113.9           | 203.0.113.9
            1.1.1.1, 203.0.113.9    | 10.0.0.1, 10.0.0.2    | 203.0.113.9
            203.0.113.9             | 10.0.0.1              | 203.0.113.9
            1.1.1.1                 | nonsense              | 127.0.0.1
            203.0.113.9             | ''                    | 203.0.113.9
            """)
    void severalLines_areOneList(String first, String second, String client) {
        assertThat(clientOf("127.0.0.1", first, second)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            203.0.113.9:4711                | 203.0.113.9
            "203.0.113.9:4711"              | 203.0.113.9
            ::ffff:203.0.113.9              | 203.0.113.9
            ::FFFF:cb00:7109                | 203.0.113.9
            [::ffff:203.0.113.9]:80         | 203.0.113.9
            2001:DB8::9                     | 2001:db8:0:0:0:0:0:9
            2001:db8:0:0::9                 | 2001:db8:0:0:0:0:0:9
            [2001:db8::9]                   | 2001:db8:0:0:0:0:0:9
            "[2001:db8::9]:4711"            | 2001:db8:0:0:0:0:0:9
            2001:db8::9%eth0                | 2001:db8:0:0:0:0:0:9
            fe80::1%25eth0                  | fe80:0:0:0:0:0:0:1
            , ,203.0.113.9 , ,              | 203.0.113.9
            203.0.113.9, ::1, fd00::5       | 203.0.113.9
            203.0.113.9, ::ffff:10.0.0.1    | 203.0.113.9
            203.0.113.9, "[fd00::5]:9"      | 203.0.113.9
            203.0.113.9, 10.0.0.1:65000     | 203.0.113.9
            """)
    void everySpellingOfAnAddress_isTheSame(String forwarded, String client) {
        assertThat(clientOf("127.0.0.1", forwarded)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "203.0.113.9
            [2001:db8::9
            [2001:db8::9]x
            [2001:db8::9]:
            203.0.113.9:
            203.0.113.9:port
            203.0.113
            3405803785
            203.0.113.256
            203.0.113.9%eth0
            2001:db8::9::1
            for=203.0.113.9
            localhost
            -
            %
            []
            "
            """)
    void whatIsNoAddress_endsTheList(String junk) {
        assertThat(clientOf("127.0.0.1", "1.1.1.1, " + junk + ", 10.0.0.2")).isEqualTo("10.0.0.2");
    }

    @Test
    void veryLongList_isReadToSomePoint() {
        String hops = String.join(", ", Collections.nCopies(10_000, "10.0.0.1"));

        assertThat(clientOf("127.0.0.1", "203.0.113.9, " + hops)).isEqualTo("10.0.0.1");
        assertThat(clientOf("127.0.0.1", "203.0.113.9" + ",".repeat(10_000))).isEqualTo("203.0.113.9");
    }

    @Test
    void withoutTheHeader_itIsThePeer() {
        assertThat(clientOf("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(clientOf("2001:DB8::9")).isEqualTo("2001:db8:0:0:0:0:0:9");
        assertThat(clientOf("127.0.0.1", "")).isEqualTo("127.0.0.1");
    }

    @Test
    void nobodyTrusted_isNobodyBelieved() {
        var strict = new ClientAddresses(List.of());

        assertThat(strict.clientOf(peer("127.0.0.1"), List.of("203.0.113.9"))).isEqualTo("127.0.0.1");
    }

    private String clientOf(String peer, String... forwarded) {
        return addresses.clientOf(peer(peer), Arrays.asList(forwarded));
    }

    private static InetSocketAddress peer(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 1);
    }
}
