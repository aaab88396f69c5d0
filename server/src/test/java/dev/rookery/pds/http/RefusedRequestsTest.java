package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What is no request is told so, whatever the client sends before and behind it.
class RefusedRequestsTest {
    private static final String GET = "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n";
    private static final String[] BAD = {
        GET + "X-A : b\r\n\r\n", GET + "Content-Length: -1\r\n\r\n", "GET /robots.txt HTTP/1.1\r\n\r\n"
    };
    private static final String MORE = "x".repeat(32 << 10);
    private static final int TIMES = 400;

    private static final TestServer SERVER = new TestServer(HttpLimits.ofHeap(1L << 30));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void behindAnAnswer_andBeforeMore() {
        for (int i = 0; i < TIMES; i++) {
            try (var client = SERVER.client()) {
                client.send(GET + "\r\n" + BAD[i % BAD.length]).send(GET + "\r\n");

                assertThat(client.answer(false).status()).isEqualTo(200);
                assertThat(client.answer(false).status()).isEqualTo(400);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void whileTheClientSendsOn() {
        for (String bad : BAD) {
            try (var client = SERVER.client().send(bad)) {
                for (int i = 0; i < 64; i++) {
                    client.send(MORE);
                }

                assertThat(client.answer(false).status()).isEqualTo(400);
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void clientThatSendsForEver_isCutOff() {
        try (var client = SERVER.client().send(BAD[0])) {
            assertThatThrownBy(() -> {
                        while (true) {
                            client.send(MORE);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
    }
}
