package dev.rookery.pds.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.config.IpNetwork;
import dev.rookery.pds.firehose.TestFollower.Closed;
import dev.rookery.pds.firehose.TestFollower.Pong;
import dev.rookery.pds.firehose.TestFollower.Received;
import dev.rookery.pds.http.ClientAddresses;
import dev.rookery.pds.http.FrontDoor;
import dev.rookery.pds.http.HttpServer;
import dev.rookery.pds.http.TestPages;
import dev.rookery.pds.load.HeavyWork;
import dev.rookery.pds.load.TestMemory;
import dev.rookery.pds.sequencer.Events;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import dev.rookery.pds.xrpc.Guesses;
import dev.rookery.pds.xrpc.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients may send on the firehose's WebSocket, and what they must not: frames byte by byte.
class WebSocketTest {
    private static final String TARGET = "/xrpc/" + Firehose.NSID;
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String VERSION = "Sec-WebSocket-Version: 13\r\n";
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;

    private final KeyValueRepoStore log = new KeyValueRepoStore(new MemoryKeyValues(), InstantSource.system());
    private final Firehose firehose = new Firehose(
            log,
            Lexicons.bundled(),
            Duration.ofHours(1),
            new FirehoseLimits(200, 200, 500),
            null,
            InstantSource.system());
    private final HeavyWork heavy = new HeavyWork();
    private final HttpServer server = HttpServer.start(
            0,
            new FrontDoor(
                    new Router(
                            List.of(),
                            Lexicons.bundled(),
                            new FirehoseTest.Nobody(),
                            null,
                            new Guesses(InstantSource.system()),
                            heavy),
                    TestPages.none(),
                    new ClientAddresses(IpNetwork.PRIVATE),
                    TestMemory.budget(),
                    firehose));

    @AfterEach
    void stop() {
        firehose.close();
        server.close();
        heavy.close();
    }

    private TestFollower follow() {
        return new TestFollower(URI.create("http://localhost:" + server.port()), "");
    }

    /// A masked frame whose mask is zeros, with a length that need not be that of its payload.
    private static byte[] frame(int first, long length, byte[] payload) {
        var frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (length < 126) {
            frame.put((byte) (MASKED | length));
        } else if (length < 1 << 16) {
            frame.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(length);
        }
        frame.putInt(0).put(payload).flip();
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return bytes;
    }

    private static byte[] frame(int first, int length) {
        return frame(first, length, new byte[length]);
    }

    private static void assertClosed(TestFollower follower, int code) {
        List<Received> rest = follower.rest();
        assertThat(((Closed) rest.getLast()).code()).isEqualTo(code);
    }

    private void assertOthersAreServed() {
        try (var other = follow()) {
            other.ping("here?");
            assertThat(other.receive()).isEqualTo(new Pong("here?"));
            log.append(List.of(Events.identity(new Did("did:plc:alice"), null, Instant.EPOCH)));
            assertThat(other.next().sequence()).isEqualTo(log.last());
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                FIN | 0x40 | BINARY,
                FIN | 0x20 | BINARY,
                FIN | 0x10 | TEXT,
                FIN | 0x70 | TEXT,
                FIN | 0x40 | PING,
                FIN | 0x3,
                FIN | 0x7,
                FIN | 0xB,
                FIN | 0xF,
                FIN | CONTINUATION,
                CONTINUATION,
                PING, // a control frame in pieces
                CLOSE
            })
    void frameThatBreaksTheProtocol_closes(int first) {
        try (var follower = follow()) {
            follower.send(frame(first, 3));

            assertClosed(follower, 1002);
        }
        assertOthersAreServed();
    }

    @Test
    void longControlFrame_closes() {
        try (var follower = follow()) {
            follower.send(frame(FIN | PING, 126));

            assertClosed(follower, 1002);
        }
    }

    @Test
    void newMessageWithinAnother_closes() {
        try (var follower = follow()) {
            follower.send(frame(BINARY, 3));
            follower.send(frame(FIN | BINARY, 3));

            assertClosed(follower, 1002);
        }
    }

    @Test
    void unmaskedFrame_closes() {
        try (var follower = follow()) {
            follower.send(new byte[] {(byte) (FIN | TEXT), 2, 'h', 'i'});

            assertClosed(follower, 1002);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 2048, 60_000, 65_536})
    void message_isSkipped(int length) {
        try (var follower = follow()) {
            for (int i = 0; i < 3; i++) {
                follower.send(frame(FIN | BINARY, length));
                follower.send(frame(FIN | TEXT, length));
            }
            follower.ping("on?");

            assertThat(follower.receive()).isEqualTo(new Pong("on?"));
        }
    }

    @Test
    void messageThatIsTooLong_closes() {
        try (var follower = follow()) {
            follower.send(frame(FIN | BINARY, 65_537));

            assertClosed(follower, 1009);
        }
        assertOthersAreServed();
    }

    @Test
    void fragmentsThatAreTooLongTogether_close() {
        try (var follower = follow()) {
            follower.send(frame(BINARY, 30_000));
            follower.send(frame(CONTINUATION, 30_000));
            follower.ping("between?");
            assertThat(follower.receive()).isEqualTo(new Pong("between?"));
            follower.send(frame(CONTINUATION, 30_000));

            assertClosed(follower, 1009);
        }
    }

    /// What is declared takes nothing; what comes is thrown away.
    @Test
    void fragmentsThatNeverEnd_holdNothing() {
        List<TestFollower> followers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var follower = follow();
            follower.send(i % 2 == 0 ? frame(FIN | BINARY, Long.MAX_VALUE, new byte[60_000]) : frame(BINARY, 60_000));
            followers.add(follower);
        }
        assertOthersAreServed();
        var odd = followers.get(1);
        odd.ping("on?");
        assertThat(odd.next(1)).hasSize(1);
        followers.forEach(TestFollower::close);
    }

    @Test
    void frameOfADeclaredLengthBeyondAllBounds_closes_onceTooMuchCame() {
        try (var follower = follow()) {
            follower.send(frame(FIN | BINARY, Long.MAX_VALUE, new byte[70_000]));

            assertClosed(follower, 1009);
        }
    }

    @Test
    void closeWithoutACode_isAnswered() {
        try (var follower = follow()) {
            follower.send(frame(FIN | CLOSE, 0));

            assertThat(follower.isCut()).isTrue();
        }
    }

    private String upgrade(String version, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + TARGET + " " + version + "\r\nHost: localhost\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            byte[] line = socket.getInputStream().readNBytes(12);
            return new String(line, StandardCharsets.US_ASCII).substring(9);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                "connection: upgrade\r\nUPGRADE: WebSocket\r\n",
                "Connection: keep-alive, Upgrade\r\nUpgrade: WEBSOCKET\r\n",
                "Connection: keep-alive\r\nConnection: ,UPGRADE\r\nUpgrade: websocket\r\n",
                "Connection:Upgrade\r\nUpgrade:\tother/1, websocket \r\n"
            })
    void upgradeThatIsMeant_isMade(String headers) throws IOException {
        assertThat(upgrade("HTTP/1.1", headers + KEY + VERSION)).isEqualTo("101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Upgrade: websocket\r\n" + KEY + VERSION,
                "Connection: Upgrade\r\n" + KEY + VERSION,
                "Connection: Upgrades\r\nUpgrade: websocket\r\n" + KEY + VERSION,
                "Connection: close\r\nUpgrade: websocket\r\n" + KEY + VERSION,
                "Connection: Upgrade\r\nUpgrade: websockets\r\n" + KEY + VERSION,
                "Connection: Upgrade\r\nUpgrade: h2c\r\n" + KEY + VERSION,
                "Connection: Upgrade\r\nUpgrade: websocket\r\n" + KEY,
                "Connection: Upgrade\r\nUpgrade: websocket\r\n" + KEY + "Sec-WebSocket-Version: 8\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\n" + VERSION,
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: short\r\n" + VERSION,
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: !!\r\n" + VERSION,
                "Connection: Upgrade\r\nUpgrade: websocket\r\n" + KEY + KEY + VERSION
            })
    void anythingElse_isToldToUpgrade(String headers) throws IOException {
        assertThat(upgrade("HTTP/1.1", headers)).isEqualTo("426");
    }

    @Test
    void http10_isNotUpgraded() throws IOException {
        assertThat(upgrade("HTTP/1.0", "Connection: Upgrade\r\nUpgrade: websocket\r\n" + KEY + VERSION))
                .isEqualTo("426");
    }

    @Test
    void extensions_areNotAgreedTo() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + TARGET + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\n" + KEY + VERSION
                                    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            assertThat(head).contains("101").doesNotContainIgnoringCase("extensions");
        }
    }
}
