package dev.rookery.pds.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataMap;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Follows a firehose over a socket of its own, and reads only when the test says so.
public final class TestFollower implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    /// What came in.
    public sealed interface Received {}

    /// A message of the stream.
    @SuppressWarnings("ArrayRecordComponent") // not compared
    public record Frame(DataMap header, DataMap body, byte[] content) implements Received {
        public String type() {
            return header.text("t") == null ? "error" : header.text("t");
        }

        public long sequence() {
            return body.get("seq") instanceof DataInteger(long number) ? number : -1;
        }
    }

    public record Ping() implements Received {}

    public record Pong(String payload) implements Received {}

    public record Closed(int code, String reason) implements Received {}

    /// @param query such as `?cursor=1`, or nothing
    public TestFollower(URI server, String query) {
        this(server, query, 0, "");
    }

    /// @param receiveBuffer the bytes that its socket takes in while nobody reads; 0 for as many as usual
    /// @param headers more header lines, each with its line end
    public TestFollower(URI server, String query, int receiveBuffer, String headers) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 12));
            write(("GET /xrpc/com.atproto.sync.subscribeRepos" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + headers + "Sec-WebSocket-Key: " + KEY + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(line()).isEqualTo("HTTP/1.1 101 Switching Protocols");
            var answer = new ArrayList<String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                answer.add(line);
            }
            assertThat(answer).contains("Sec-WebSocket-Accept: " + ACCEPTED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// Sends bytes as they are.
    public void send(byte[] bytes) {
        try {
            write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next event or other message; pings are answered on the way.
    public Frame next() {
        while (true) {
            switch (receive()) {
                case Frame frame -> {
                    return frame;
                }
                case Ping _ -> control(PONG, "");
                case Pong _ -> {}
                case Closed closed -> throw new IllegalStateException("the stream was closed: " + closed);
            }
        }
    }

    /// The next `count` events.
    public List<Frame> next(int count) {
        var frames = new ArrayList<Frame>(count);
        while (frames.size() < count) {
            frames.add(next());
        }
        return frames;
    }

    /// Reads to the end, and tells what came before it.
    public List<Received> rest() {
        var received = new ArrayList<Received>();
        while (received.isEmpty() || !(received.getLast() instanceof Closed)) {
            received.add(receive());
        }
        return received;
    }

    /// Whatever comes next.
    public Received receive() {
        try {
            int kind = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            var payload = in.readNBytes((int) length);
            return switch (kind) {
                case PING -> new Ping();
                case PONG -> new Pong(new String(payload, StandardCharsets.UTF_8));
                case CLOSE -> closed(ByteBuffer.wrap(payload));
                default -> frame(payload);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Closed closed(ByteBuffer payload) {
        int code = payload.getShort();
        return new Closed(code, StandardCharsets.UTF_8.decode(payload).toString());
    }

    private static Frame frame(byte[] payload) {
        var reader = new CborReader(payload);
        var header = (DataMap) DagCbor.read(reader);
        var body = (DataMap) DagCbor.read(reader);
        reader.end();
        return new Frame(header, body, payload);
    }

    /// Sends a ping.
    public void ping(String payload) {
        control(PING, payload);
    }

    /// Sends a close, and reads to the server's.
    public Closed leave() {
        control(CLOSE, "\u0003\u00e8");
        return (Closed) rest().getLast();
    }

    /// Sends a frame of any kind, masked with zeros.
    public void control(int kind, String payload) {
        var bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        var frame = ByteBuffer.allocate(6 + bytes.length)
                .put((byte) (0x80 | kind))
                .put((byte) (0x80 | bytes.length))
                .putInt(0)
                .put(bytes);
        send(frame.array());
    }

    /// Whether the server has cut the connection; waits for it.
    public boolean isCut() {
        try {
            var buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // what came before
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
