package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.load.TestMemory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that are compressed for those who take it, and what they say when they are not.
class CompressionTest {
    private static final String GZIP = "Accept-Encoding: gzip\r\n";
    private static final String LARGE = TestServer.RECORD + "50000";

    /// So large that it is sent as it is written.
    private static final String STREAMED = TestServer.RECORD + "200000";

    private final TestServer server = new TestServer();
    private final RawClient client = server.client();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LARGE, STREAMED, TestServer.CAR})
    void answer_isTheSameCompressed(String target) {
        RawClient.Answer plain = client.get(target);
        RawClient.Answer compressed = client.ask("GET", target, GZIP);

        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(compressed.unzipped()).isEqualTo(plain.body());
        assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
        assertThat(compressed.header("Content-Type")).isEqualTo(plain.header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZip",
                "x-gzip",
                "br, gzip",
                "br;q=1.0, gzip;q=0.5, *;q=0",
                "deflate\r\nAccept-Encoding: gzip",
                "*",
                "br, *",
                "identity;q=0, *;q=0.1",
                "gzip ; q=0.001",
                " gzip;q=1"
            })
    void codingThatIsTaken_isUsed(String accepted) {
        assertThat(client.ask("GET", LARGE, "Accept-Encoding: " + accepted + "\r\n")
                        .unzipped())
                .isEqualTo(client.get(LARGE).body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br, zstd",
                "gzip;q=0",
                "gzip; q=0.0",
                "gzip;Q=0.000",
                "gzip ;\tq=0",
                "*;q=0",
                "br\r\nAccept-Encoding: gzip;q=0, *",
                "*, gzip;q=0",
                "gzipped",
                "notgzip"
            })
    void codingThatIsNotTaken_isNotUsed(String accepted) {
        RawClient.Answer answer = client.ask("GET", LARGE, "Accept-Encoding: " + accepted + "\r\n");

        assertThat(answer.header("Content-Encoding")).isNull();
        assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.body()).isEqualTo(client.get(LARGE).body());
    }

    private static List<String> steady(RawClient.Answer answer) {
        return answer.headers().stream()
                .filter(line -> !line.startsWith("X-Request-Id") && !line.startsWith("Date"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {LARGE, TestServer.RECORD + "10", TestServer.BLOB, "/robots.txt"})
    void head_hasTheSameHeaders(String target) {
        for (String accepted : List.of("", GZIP)) {
            assertThat(steady(client.ask("HEAD", target, accepted)))
                    .isEqualTo(steady(client.ask("GET", target, accepted)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAMED, TestServer.CAR})
    void headOfAStream_saysWhetherItWouldBeCompressed(String target) {
        for (String accepted : List.of("", GZIP)) {
            RawClient.Answer head = client.ask("HEAD", target, accepted);
            RawClient.Answer answer = client.ask("GET", target, accepted);

            for (String name : List.of("Content-Encoding", "Content-Type", "Vary", "Content-Length")) {
                assertThat(head.header(name)).isEqualTo(answer.header(name));
            }
        }
    }

    @Test
    void whatCanBeHadInParts_isSentAsItIs() {
        RawClient.Answer whole = client.ask("GET", TestServer.BLOB, GZIP);
        RawClient.Answer part = client.ask("GET", TestServer.BLOB, GZIP + "Range: bytes=1000-4999\r\n");

        assertThat(whole.header("Content-Encoding")).isNull();
        assertThat(whole.body()).isEqualTo(TestServer.car());
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.header("Content-Encoding")).isNull();
        assertThat(part.header("Content-Range")).isEqualTo("bytes 1000-4999/400000");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(TestServer.car(), 1000, 5000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/robots.txt", TestServer.RECORD + "10", TestServer.RECORD, "/nowhere"})
    void shortAnswer_isSentAsItIs(String target) {
        RawClient.Answer answer = client.ask("GET", target, GZIP);

        assertThat(answer.header("Content-Encoding")).isNull();
        assertThat(answer.body()).isEqualTo(client.get(target).body());
    }

    @Test
    void whereMemoryIsShort_answersAreNotCompressed() {
        var budget = TestMemory.budget(200 << 10, Duration.ofMillis(100), Duration.ofMinutes(1));
        try (var small = new TestServer(budget);
                var lease = budget.lease("somebody else", new TestMemory.Still());
                var other = small.client()) {
            assertThat(lease.take(1)).isTrue();
            RawClient.Answer answer = other.ask("GET", LARGE, GZIP);

            assertThat(answer.header("Content-Encoding")).isNull();
            assertThat(answer.body()).isEqualTo(client.get(LARGE).body());
        }
    }
}
