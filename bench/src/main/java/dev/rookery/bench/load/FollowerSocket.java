package dev.rookery.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows a firehose over a bare socket: counts the messages and looks into few of them, so that the client is not
/// what is measured. Belongs to one thread, except for the count.
final class FollowerSocket implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MASKED = 0x80;
    private static final int FINAL = 0x80;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;

    private final Socket socket;
    private final DataInputStream in;
    private final AtomicLong count = new AtomicLong();

    /// Returns once the server has let it in.
    ///
    /// @param number which of many it is: each says that it comes from an address of its own
    FollowerSocket(Target target, String query, int number) throws IOException {
        socket = new Socket(target.url().getHost(), target.url().getPort());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        var address = "198.18." + number / 250 + "." + (1 + number % 250);
        var request = "GET /xrpc/com.atproto.sync.subscribeRepos" + query + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Forwarded-For: " + address + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        var status = line();
        if (!status.contains(" 101 ")) {
            throw new IOException(status);
        }
        while (!line().isEmpty()) {
            // the headers
        }
        control(PING);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after " + line);
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    /// Sends a control frame without content, masked with zeros.
    private void control(int kind) throws IOException {
        socket.getOutputStream().write(new byte[] {(byte) (FINAL | kind), (byte) MASKED, 0, 0, 0, 0});
    }

    /// How many messages have come in.
    long count() {
        return count.get();
    }

    /// Reads until the answer to its ping: from then on it gets all that is written.
    void awaitLive() throws IOException {
        while (read(null) != PONG) {
            // messages
        }
    }

    /// Reads so many messages, and shows them to a visitor where there is one.
    void read(long messages, @Nullable Consumer<byte[]> visitor) throws IOException {
        long before = count();
        while (count() - before < messages) {
            read(visitor);
        }
    }

    /// Reads one frame, of any kind.
    private int read(@Nullable Consumer<byte[]> visitor) throws IOException {
        int kind = in.readUnsignedByte() & 0x0f;
        long length = in.readUnsignedByte();
        if (length == LENGTH_16_BITS) {
            length = in.readUnsignedShort();
        } else if (length == LENGTH_64_BITS) {
            length = in.readLong();
        }
        if (visitor == null) {
            in.skipNBytes(length);
        } else {
            visitor.accept(in.readNBytes((int) length));
        }
        switch (kind) {
            case PING -> control(PONG);
            case CLOSE -> throw new EOFException("the server closed the stream after " + count() + " messages");
            case PONG -> {}
            default -> count.lazySet(count() + 1); // one thread counts
        }
        return kind;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
