package dev.rookery.pds.http;

import dev.rookery.pds.firehose.Follower;
import dev.rookery.pds.firehose.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/// A WebSocket on which a follower sends, from a thread of its own. Of what the client sends, signs of life and the end
/// count; messages of its own are skipped.
final class WebSocketConnection implements FrameHandler, Wire {
    /// The most that a client may send in one message: nothing that it could say is long.
    private static final int RECEIVED_BYTES_MAX = 64 << 10;

    /// So many frames, or parts of them, a client may send in so much time.
    private static final int FRAMES_MAX = 512;

    private static final Duration FRAMES_COUNTED_FOR = Duration.ofSeconds(10);

    private final Follower follower;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Callback closeByClient;
    private @SuppressWarnings("NullAway.Init") CoreSession session;
    private long received;
    private int frames;
    private long countedSince = System.nanoTime();

    WebSocketConnection(Function<Wire, Follower> follower) {
        this.follower = follower.apply(this);
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        callback.succeeded();
        Thread.ofVirtual().name("follower").start(this::follow);
        opened.demand();
    }

    private void follow() {
        try {
            follower.run();
            ended.await(); // it counts for as long as the client has not gone
        } catch (InterruptedException e) {
            abort();
        } finally {
            follower.left();
            Callback close = closeByClient;
            if (close != null) {
                close.succeeded();
            }
        }
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        follower.heard();
        if (System.nanoTime() - countedSince > FRAMES_COUNTED_FOR.toNanos()) {
            countedSince = System.nanoTime();
            frames = 0;
        }
        if (++frames > FRAMES_MAX) {
            callback.succeeded();
            abort(); // nothing that it could say is said so often, and each frame takes time from others
            return;
        }
        if (frame.getOpCode() == OpCode.CLOSE) { // answered by the follower's goodbye
            closeByClient = callback;
            ended.countDown();
            follower.stop();
            return;
        }
        if (frame.getOpCode() == OpCode.PING) {
            follower.pinged(BufferUtil.toArray(frame.getPayload()));
        } else if (frame.isDataFrame()) {
            received += frame.getPayloadLength();
        }
        callback.succeeded();
        if (received > RECEIVED_BYTES_MAX) {
            session.close(CloseStatus.MESSAGE_TOO_LARGE, "", Callback.NOOP);
        }
        received = frame.isDataFrame() && frame.isFin() ? 0 : received;
        session.demand();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        ended.countDown();
        follower.stop();
        callback.succeeded();
    }

    @Override
    public void send(List<byte[]> messages) {
        var sent = new Sent();
        int last = messages.size() - 1;
        for (int i = 0; i < last; i++) {
            session.sendFrame(binary(messages.get(i)), Callback.NOOP, true);
        }
        session.sendFrame(binary(messages.get(last)), sent, false);
        sent.await();
    }

    private static Frame binary(byte[] message) {
        return new Frame(OpCode.BINARY, ByteBuffer.wrap(message));
    }

    @Override
    public void ping() {
        control(new Frame(OpCode.PING));
    }

    @Override
    public void pong(byte[] payload) {
        control(new Frame(OpCode.PONG, ByteBuffer.wrap(payload)));
    }

    private void control(Frame frame) {
        var sent = new Sent();
        session.sendFrame(frame, sent, false);
        sent.await();
    }

    @Override
    public void close(Close why, String reason) {
        var sent = new Sent();
        session.close(why.code(), reason.isEmpty() ? null : reason, sent);
        sent.await();
    }

    @Override
    public void abort() {
        session.abort();
    }

    /// Waits until something is sent.
    private static final class Sent implements Callback {
        private final Thread sender = Thread.currentThread();
        private volatile boolean done;
        private volatile @Nullable Throwable failure;

        @Override
        public void succeeded() {
            done = true;
            LockSupport.unpark(sender);
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
            succeeded();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        /// @throws UncheckedIOException if it cannot be sent, because the connection is gone
        void await() {
            while (!done) {
                LockSupport.park(this);
            }
            Throwable cause = failure;
            if (cause != null) {
                throw new UncheckedIOException(new IOException(cause));
            }
        }
    }
}
