package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// HTTP/2 without TLS, for clients that begin with its preface, frame by frame.
class Http2Test {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int STATUS_200 = 0x88;
    private static final Duration NEVER = Duration.ofHours(1);

    private record Frame(int type, int flags, int stream, byte[] payload) {}

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /// A request's headers: method and scheme are in the static table, the rest is spelled out.
    private static byte[] get(int stream, String path) {
        var block = new ByteArrayOutputStream();
        block.write(0x82);
        block.write(0x86);
        literal(block, 0x01, "localhost");
        literal(block, 0x04, path);
        return frame(HEADERS, END_STREAM | END_HEADERS, stream, block.toByteArray());
    }

    private static RawClient begin(TestServer server) {
        return server.client().send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0, new byte[0]));
    }

    private static Frame read(RawClient client) throws IOException {
        var in = new DataInputStream(client.in());
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        return new Frame(in.readUnsignedByte(), in.readUnsignedByte(), in.readInt(), in.readNBytes(length));
    }

    /// The first field of a block, behind what is said of the size of the table.
    private static int firstField(byte[] block) {
        int at = 0;
        if ((block[0] & 0xe0) == 0x20) {
            while (block[++at] < 0) {
                // the number goes on
            }
            at++;
        }
        return block[at] & 0xff;
    }

    /// Reads to the end of a stream, and gives what it brought.
    private static String answer(RawClient client, int stream) throws IOException {
        var body = new StringBuilder();
        while (true) {
            Frame frame = read(client);
            assertThat(frame.type()).isNotEqualTo(GOAWAY);
            if (frame.stream() == stream) {
                if (frame.type() == HEADERS) {
                    assertThat(firstField(frame.payload())).isEqualTo(STATUS_200);
                } else {
                    assertThat(frame.type()).isEqualTo(DATA);
                    body.append(new String(frame.payload(), StandardCharsets.UTF_8));
                }
                if ((frame.flags() & END_STREAM) != 0) {
                    return body.toString();
                }
            }
        }
    }

    @Test
    void clientThatKnows_isServed() throws IOException {
        try (var server = new TestServer();
                var client = begin(server);
                var other = server.client()) {
            for (int stream = 1; stream < 20; stream += 2) {
                client.send(get(stream, "/robots.txt"));

                assertThat(answer(client, stream))
                        .isEqualTo(other.get("/robots.txt").text());
            }
            client.send(get(21, TestServer.RECORD + "30000"));
            assertThat(answer(client, 21)).contains(TestServer.text(30_000));
        }
    }

    @Test
    void moreThanThereMayBe_takeThePlacesOfThoseThatAreIdle() throws IOException {
        try (var server = new TestServer(TestServer.limits(1000, 4, 1 << 20, NEVER));
                var other = server.client()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 14; i++) {
                clients.add(begin(server).send(get(1, "/robots.txt")));
                assertThat(answer(clients.getLast(), 1)).isNotEmpty();
            }

            assertThat(other.get("/robots.txt").status()).isEqualTo(200);
            assertThat(clients.getFirst().in().readAllBytes()).hasSizeLessThan(1_000); // and then the end
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void idleOnes_areClosedForNewOnes() throws IOException {
        try (var server = new TestServer(TestServer.limits(32, 64, 1 << 20, NEVER))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                clients.add(begin(server).send(get(1, "/robots.txt")));
                assertThat(answer(clients.getLast(), 1)).isNotEmpty();
            }
            try (var other = server.client()) {
                assertThat(other.get("/robots.txt").status()).isEqualTo(200);
            }
            clients.forEach(RawClient::close);
        }
    }
}
