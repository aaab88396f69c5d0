package dev.rookery.pds.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboundHttpTest {
    private static final int BYTES_MAX = 100;

    private final OutboundHttp http = new OutboundHttp(AddressPolicy.ANY, Duration.ofMillis(500), BYTES_MAX, 2);
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /// Answers every connection with these bytes.
    private void answer(String response, boolean keepOpen) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                    if (!keepOpen) {
                        socket.shutdownOutput();
                    }
                }
            } catch (IOException e) {
                // the test is over
            }
        });
    }

    private OutboundResponse get() {
        return http.send(OutboundRequest.get(uri(), "*/*"));
    }

    private URI uri() {
        return URI.create("http://localhost:" + server.getLocalPort() + "/x");
    }

    @Test
    void answerWithLength_isRead() {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhiMORE", true);

        OutboundResponse response = get();

        assertThat(response.text()).isEqualTo("hi");
        assertThat(response.header("x-a")).isEqualTo("b");
    }

    @Test
    void requestThatNobodyReads_isGivenUp() {
        Thread.ofVirtual().start(() -> {
            try {
                server.accept();
            } catch (IOException e) {
                // the test is over
            }
        });
        var request = OutboundRequest.postJson(uri(), new byte[50_000_000]);

        assertThatThrownBy(() -> http.send(request)).isInstanceOf(OutboundException.class);
    }

    @Test
    void handshakeThatNeverEnds_isGivenUp() {
        Thread.ofVirtual().start(() -> {
            try {
                OutputStream out = server.accept().getOutputStream();
                out.write(new byte[] {0x16, 3, 3, 0x3f, 0}); // a record of a handshake, whose bytes come one by one
                while (true) {
                    out.write(1);
                    LockSupport.parkNanos(50_000_000);
                }
            } catch (IOException e) {
                // the test is over
            }
        });
        URI secure = URI.create("https://localhost:" + server.getLocalPort() + "/");

        assertThatThrownBy(() -> http.send(OutboundRequest.get(secure, "*/*"))).isInstanceOf(OutboundException.class);
    }

    @Test
    void answerInBrokenChunks_isRefused() {
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3;x=y\r\n you\r\n0\r\n\r\n", true);

        assertThatThrownBy(this::get).isInstanceOf(OutboundException.class);
    }

    @Test
    void answerInChunks_isRead() {
        answer("HTTP/1.1 404 Not\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n4;x=y\r\n you\r\n0\r\n\r\n", true);

        OutboundResponse response = get();

        assertThat(response.text()).isEqualTo("hi you");
        assertThat(response.status()).isEqualTo(404);
    }

    @Test
    void answerUntilTheEnd_isRead() {
        answer("HTTP/1.0 200 OK\r\n\r\nhi", false);

        assertThat(get().text()).isEqualTo("hi");
    }

    @Test
    void answerThatIsTooLarge_isRefused() {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101), true);

        assertThatThrownBy(this::get).hasMessageContaining("too large");
    }

    @Test
    void answerThatNeverEnds_runsIntoTheTimeLimit() {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nslow", true);

        assertThatThrownBy(this::get).isInstanceOf(OutboundException.class);
    }

    @Test
    void endlessRedirects_endInARedirect() {
        answer("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n", true);

        assertThat(get().status()).isEqualTo(302);
    }

    @Test
    void privateAddress_isRefusedUnlessAllowed() {
        OutboundHttp guarded = new OutboundHttp(AddressPolicy.PUBLIC_ONLY, Duration.ofSeconds(1), BYTES_MAX, 2);

        assertThatThrownBy(() -> guarded.send(OutboundRequest.get(uri(), "*/*")))
                .hasMessageContaining("not on the public internet");
    }

    /// Asks for a name that no name server answers for, until the test is over.
    private static void askUnanswered(OutboundHttp http, String message) {
        assertThatThrownBy(() -> http.send(OutboundRequest.get(URI.create("http://silent.test/"), "*/*")))
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining(message);
    }

    @Test
    void nameServerThatDoesNotAnswer_runsIntoTheTimeLimit_andTakesNoMoreThreadsThanThereMayBe() {
        var over = new CountDownLatch(1);
        var asked = new AtomicInteger();
        var lookup = new NameLookup(host -> {
            asked.incrementAndGet();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        });
        var silent = new OutboundHttp(AddressPolicy.ANY, Duration.ofMillis(50), BYTES_MAX, 2, lookup);

        for (int i = 0; i < NameLookup.MAX; i++) {
            askUnanswered(silent, "silent.test");
        }
        askUnanswered(silent, "too many names are being looked up");

        assertThat(asked).hasValue(NameLookup.MAX);
        over.countDown();
    }

    @Test
    void addressThatIsNone_isRefused() {
        for (String address : new String[] {"ftp://localhost/", "http:///x", "mailto:x@y", "file:/etc/passwd"}) {
            assertThatThrownBy(() -> http.send(OutboundRequest.get(URI.create(address), "*/*")))
                    .isInstanceOf(OutboundException.class);
        }
    }
}
