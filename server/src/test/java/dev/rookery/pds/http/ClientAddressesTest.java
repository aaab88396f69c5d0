package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {
    private final ClientAddresses addresses = new ClientAddresses(List.of("198.51.100.7"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1    | 203.0.113.9                     | 203.0.113.9
            10.1.2.3     | 203.0.113.9, 192.168.0.1        | 203.0.113.9
            127.0.0.1    | 1.1.1.1, 203.0.113.9            | 203.0.113.9
            198.51.100.7 | 203.0.113.9                     | 203.0.113.9
            127.0.0.1    | 203.0.113.9, 198.51.100.7       | 203.0.113.9
            203.0.113.5  | 1.1.1.1                         | 203.0.113.5
            127.0.0.1    | 10.0.0.1, 10.0.0.2              | 10.0.0.1
            127.0.0.1    | example.com, 10.0.0.2           | 10.0.0.2
            127.0.0.1    | 1.1.1.1, nonsense               | 127.0.0.1
            """)
    void forwardedAddress_isBelieved_asFarAsTheProxiesAreOurs(String peer, String forwarded, String client) {
        assertThat(clientOf(peer, forwarded)).isEqualTo(client);
    }

    @Test
    void withoutTheHeader_itIsThePeer() {
        assertThat(clientOf("127.0.0.1", null)).isEqualTo("127.0.0.1");
    }

    private String clientOf(String peer, @Nullable String forwarded) {
        return addresses.clientOf(
                new InetSocketAddress(InetAddress.ofLiteral(peer), 1),
                forwarded == null ? List.of() : List.of(forwarded));
    }
}
