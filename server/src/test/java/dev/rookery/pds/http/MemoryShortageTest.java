package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.load.MemoryBudget;
import dev.rookery.pds.load.MemoryLease;
import dev.rookery.pds.load.TestMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told to those for whom there is no room, and what is taken of those who send more than anybody wants.
class MemoryShortageTest {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String TEXT = "Content-Type: text/plain\r\n";

    private final MemoryBudget budget = TestMemory.budget(8 << 20, Duration.ofMillis(100), Duration.ofMinutes(1));
    private final TestServer server = new TestServer(budget);
    private final RawClient client = server.client();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void requestPastTheBudget_isToldToComeAgain_butHealthAndTheOperatorAreServed() {
        try (MemoryLease taken = TestMemory.takenWhole(budget)) {
            RawClient.Answer refusal = client.get(TestServer.RECORD + "10").expect(503, "NotEnoughResources");

            assertThat(Integer.parseInt(refusal.header("Retry-After"))).isPositive();
            assertThat(client.get("/xrpc/_health").status()).isEqualTo(200);
            String operator = "Authorization: " + TestServer.OPERATOR + "\r\n";
            assertThat(client.ask("GET", TestServer.RECORD + "10", operator).status())
                    .isEqualTo(200);
            assertThat(client.ask("GET", TestServer.CAR, operator).body()).isEqualTo(TestServer.car());
            assertThat(client.post(TestServer.JSON, operator + JSON, utf8("{\"email\":\"" + "x".repeat(9000) + "\"}"))
                            .text())
                    .contains("9000 letters");
            client.ask("GET", TestServer.RECORD + "10", "Authorization: Basic guess\r\n")
                    .expect(503, "NotEnoughResources");
            assertThat(taken).isNotNull();
        }

        assertThat(client.get(TestServer.RECORD + "10").status()).isEqualTo(200);
        long end = System.nanoTime() + TestServer.LONG.toNanos();
        while (budget.bytes() > 0) { // it comes back right behind the answer
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void bodyForWhichThereIsNoRoom_isRefused_andGivesBackWhatItHad() {
        try (var small = new TestServer(TestMemory.budget(64 << 10, Duration.ofMillis(100), Duration.ofMinutes(1)));
                var other = small.client();
                var one = small.client()) {
            one.send("POST " + TestServer.JSON + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.9\r\n" + JSON
                    + "Content-Length: 20000\r\n\r\n" + "x".repeat(19_999));
            RawClient.Answer answer = null;
            long end = System.nanoTime() + TestServer.LONG.toNanos();
            while (answer == null || answer.status() != 503) {
                assertThat(System.nanoTime()).isLessThan(end);
                answer = other.get(TestServer.RECORD + "10");
            }
            answer.expect(503, "NotEnoughResources");
            one.send("x");
            one.answer(false).expect(400, "InvalidRequest");

            assertThat(other.get(TestServer.RECORD + "10").status()).isEqualTo(200);
        }
    }

    /// Sends a body of so many bytes, and tells how many could be sent.
    private long sent(String head, byte[] piece, long bytes) {
        client.send(head);
        long sent = 0;
        try {
            while (sent < bytes) {
                client.send(piece);
                sent += piece.length;
            }
        } catch (UncheckedIOException e) {
            // nobody wants more
        }
        return sent;
    }

    @Test
    void bodyThatNobodyWants_isReadUpToALimit() {
        long size = 400L << 20;
        assertThat(sent(
                        "POST /robots.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + size + "\r\n\r\n",
                        new byte[64 << 10],
                        size))
                .isLessThan(48L << 20);
    }

    @Test
    void chunkedBodyThatNobodyWants_isReadUpToALimit() {
        var piece = new ByteArrayOutputStream();
        for (int i = 0; i < 16; i++) {
            piece.writeBytes(utf8("1000\r\n" + "x".repeat(0x1000) + "\r\n"));
        }
        assertThat(sent(
                        "POST " + TestServer.JSON + " HTTP/1.1\r\nHost: localhost\r\n" + JSON
                                + "Transfer-Encoding: chunked\r\n\r\n",
                        piece.toByteArray(),
                        400L << 20))
                .isLessThan(48L << 20);
    }

    @Test
    void oneChunkOfTwoGigabytes_isReadUpToALimit() {
        assertThat(sent(
                        "OPTIONS /xrpc/a.b.c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
                        new byte[64 << 10],
                        400L << 20))
                .isLessThan(48L << 20);
    }

    @Test
    void bodyThatIsRefusedAndEnds_isAnswered() {
        client.post("/robots.txt", "", new byte[8 << 20]).expect(405, "InvalidRequest");
    }

    private static byte[] zipped(byte[] content) {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static byte[] deflated(byte[] content) {
        var deflated = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(deflated)) {
            deflater.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return deflated.toByteArray();
    }

    @Test
    void compressedBody_isReadAsWhatItStandsFor() {
        byte[] content = utf8("{\"email\":\"" + "x".repeat(5000) + "\"}");

        assertRead("Content-Encoding: gzip\r\n", zipped(content));
        assertRead("Content-Encoding: deflate\r\n", deflated(content));
        assertRead("Content-Encoding: GZIP, deflate\r\n", deflated(zipped(content)));
        assertRead("Content-Encoding: gzip\r\nContent-Encoding: deflate\r\n", deflated(zipped(content)));
    }

    private void assertRead(String coding, byte[] content) {
        try (var other = server.client()) {
            assertThat(other.post(TestServer.JSON, JSON + coding, content).text())
                    .as(coding)
                    .contains("5000 letters");
        }
    }

    @Test
    void moreThanTwoCodings_areRefused() {
        byte[] content = zipped(zipped(zipped(utf8("{\"email\":\"x\"}"))));
        for (String coding : new String[] {
            "Content-Encoding: gzip, gzip, gzip\r\n",
            "Content-Encoding: gzip\r\nContent-Encoding: gzip, gzip\r\n",
            "Content-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
            "Content-Encoding: gzip,,,\r\n",
            "Content-Encoding: " + "deflate,".repeat(900) + "deflate\r\n"
        }) {
            for (String target : new String[] {TestServer.JSON, TestServer.UPLOAD}) {
                try (var other = server.client()) {
                    assertThat(other.post(target, JSON + coding, content).status())
                            .as(coding)
                            .isEqualTo(415);
                }
            }
        }
    }

    @Test
    void bombs_keepToTheLimit() {
        byte[] zeros = new byte[64 << 20];
        var bombs = Map.of("gzip", zipped(zeros), "deflate", deflated(zeros), "gzip, gzip", zipped(zipped(zeros)));
        for (String target : List.of(TestServer.JSON, TestServer.UPLOAD)) {
            bombs.forEach((coding, bomb) -> {
                try (var other = server.client()) {
                    RawClient.Answer answer = other.post(target, JSON + "Content-Encoding: " + coding + "\r\n", bomb);
                    assertThat(answer.status())
                            .as(target + coding + answer.text())
                            .isEqualTo(413);
                }
            });
        }
        assertThat(client.post(TestServer.UPLOAD, TEXT + "Content-Encoding: gzip\r\n", zipped(new byte[1 << 20]))
                        .text())
                .contains((1 << 20) + " bytes");
    }
}
