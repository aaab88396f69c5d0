package dev.rookery.pds.http;

import dev.rookery.pds.firehose.Follower;
import dev.rookery.pds.firehose.Wire;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// A WebSocket on which a follower sends. What the client sends is read here, on the connection's thread: signs of
/// life and the end; messages of its own are skipped.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc6455#section-5>
final class WebSocketConnection implements ServerConnection, Wire {
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int CONTROL = 0x08;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private static final byte[] EMPTY = {};
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;
    private static final int HEADER_BYTES_MAX = 10;
    private static final int MASK_BYTES = 4;
    private static final int CONTROL_BYTES_MAX = 125;
    /// The most that a client may send in one frame: nothing that it could say is long.
    private static final int RECEIVED_BYTES_MAX = 64 << 10;
    /// From this size on a message is not copied to lie behind its header.
    private static final int COPIED_BYTES_MAX = 64 << 10;

    private final ConnectionContext context;
    private final DataReader in;
    private final Follower follower;

    WebSocketConnection(ConnectionContext context, Function<Wire, Follower> follower) {
        this.context = context;
        this.in = context.dataReader();
        this.follower = follower.apply(this);
    }

    /// Serves the connection until it ends.
    @Override
    public void handle(Limit limit) throws InterruptedException {
        var sender = Thread.ofVirtual().name("follower").start(follower);
        try {
            if (!closedByClient()) {
                abort();
            }
        } finally {
            follower.stop();
            sender.join();
            follower.left();
        }
    }

    /// Reads until the client closes, which is answered by the follower's goodbye, or breaks off, or breaks the rules.
    private boolean closedByClient() {
        try {
            while (true) {
                awaitFrame();
                int first = in.read() & 0xff;
                int second = in.read() & 0xff;
                int length = length(second & ~MASKED);
                int kind = first & 0x0f;
                boolean control = (kind & CONTROL) != 0;
                if ((second & MASKED) == 0 || length > (control ? CONTROL_BYTES_MAX : RECEIVED_BYTES_MAX)) {
                    return false;
                }
                var mask = in.readBytes(MASK_BYTES);
                var payload = length == 0 ? EMPTY : unmasked(mask, in.readBytes(length)); // of nothing it reads more
                follower.heard();
                if (kind == CLOSE) {
                    return true;
                }
                if (kind == PING) {
                    follower.pinged(payload);
                }
            }
        } catch (DataReader.InsufficientDataAvailableException | UncheckedIOException e) {
            return false;
        }
    }

    /// Waits for as long as it takes: whether the client is silent for too long is the follower's to say.
    private void awaitFrame() {
        while (true) {
            try {
                in.ensureAvailable();
                return;
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof SocketTimeoutException)) {
                    throw e;
                }
            }
        }
    }

    /// The length of a frame, or more than there may be.
    private int length(int told) {
        return switch (told) {
            case LENGTH_16_BITS -> ByteBuffer.wrap(in.readBytes(Short.BYTES)).getShort() & 0xffff;
            case LENGTH_64_BITS -> Integer.MAX_VALUE;
            default -> told;
        };
    }

    private static byte[] unmasked(byte[] mask, byte[] payload) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % MASK_BYTES];
        }
        return payload;
    }

    @Override
    public void send(List<byte[]> messages) {
        if (messages.size() == 1 && messages.getFirst().length > COPIED_BYTES_MAX) {
            var message = messages.getFirst();
            var header = header(ByteBuffer.allocate(HEADER_BYTES_MAX), BINARY, message.length);
            write(header.array(), header.position());
            write(message, message.length);
            return;
        }
        int bytes = 0;
        for (var message : messages) {
            bytes += HEADER_BYTES_MAX + message.length;
        }
        var joined = ByteBuffer.allocate(bytes);
        for (var message : messages) {
            header(joined, BINARY, message.length).put(message);
        }
        write(joined.array(), joined.position());
    }

    private static ByteBuffer header(ByteBuffer out, int kind, int length) {
        out.put((byte) (FINAL | kind));
        if (length < LENGTH_16_BITS) {
            return out.put((byte) length);
        }
        if (length <= 0xffff) {
            return out.put((byte) LENGTH_16_BITS).putShort((short) length);
        }
        return out.put((byte) LENGTH_64_BITS).putLong(length);
    }

    private void write(byte[] bytes, int length) {
        try {
            context.dataWriter().writeNow(BufferData.create(bytes, 0, length));
        } catch (SocketWriterException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void ping() {
        control(PING, EMPTY);
    }

    @Override
    public void pong(byte[] payload) {
        control(PONG, payload);
    }

    @Override
    public void close(Close why, String reason) {
        var words = reason.getBytes(StandardCharsets.UTF_8);
        control(
                CLOSE,
                ByteBuffer.allocate(Short.BYTES + words.length)
                        .putShort((short) why.code())
                        .put(words)
                        .array());
    }

    private void control(int kind, byte[] payload) {
        var frame = header(ByteBuffer.allocate(HEADER_BYTES_MAX + payload.length), kind, payload.length)
                .put(payload);
        write(frame.array(), frame.position());
    }

    @Override
    public void abort() {
        context.serverSocket().close();
    }

    /// A live follower may be silent for long; its own watch ends it when it is gone.
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        follower.stop();
    }
}
