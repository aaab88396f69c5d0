package dev.rookery.pds.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection's socket, of which only a little is read at a time while a header is not whole, so that all connections
/// take turns: a short request does not wait for ten thousand long headers.
final class FairEndPoint extends SocketChannelEndPoint {
    private static final int TURN_BYTES = 2 << 10;

    /// What may still be read in this turn; the thread that reads changes it.
    private int left = TURN_BYTES;

    FairEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /// Begins a turn.
    void turn() {
        left = TURN_BYTES;
    }

    private boolean isInHeader() {
        return getConnection() instanceof HttpConnection http
                && http.getParser().inHeaderState();
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (buffer.hasRemaining() || !isInHeader()) {
            return super.fill(buffer);
        }
        if (left <= 0) {
            return 0; // the rest waits for the next turn
        }
        ByteBuffer some = buffer.duplicate()
                .clear()
                .slice(0, Math.min(buffer.capacity(), left))
                .limit(0);
        int filled = super.fill(some);
        left -= Math.max(0, filled);
        buffer.position(0).limit(some.limit());
        return filled;
    }
}
