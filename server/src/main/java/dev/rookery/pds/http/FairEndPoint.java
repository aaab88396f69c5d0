package dev.rookery.pds.http;

import dev.rookery.pds.http.Http1Connections.Http1Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/// A connection's socket.
///
/// Only a little is read at a time while a header is not whole, so that all connections take turns: a short request
/// does not wait for ten thousand long headers. What comes behind the last answer is thrown away until the client has
/// ended its side too.
final class FairEndPoint extends SocketChannelEndPoint {
    private static final int TURN_BYTES = 2 << 10;

    private static final int THROWN_AWAY_BYTES_MAX = 4 << 20;
    private static final Duration THROWING_AWAY_MAX = Duration.ofSeconds(10);

    /// What may still be read in this turn; the thread that reads changes it.
    private int left = TURN_BYTES;

    private long thrownAway;
    private long throwingSince;

    FairEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /// Begins a turn.
    void turn() {
        left = TURN_BYTES;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (buffer.hasRemaining() || !(getConnection() instanceof Http1Connection http)) {
            return super.fill(buffer);
        }
        if (http.isRefusing()) {
            return 0;
        }
        if (http.getParser().isClose()) {
            return throwAway(buffer);
        }
        return http.getParser().inHeaderState() ? fillInTurn(buffer) : super.fill(buffer);
    }

    private int throwAway(ByteBuffer buffer) throws IOException {
        if (throwingSince == 0) {
            throwingSince = System.nanoTime();
            setIdleTimeout(THROWING_AWAY_MAX.toMillis());
        }
        int filled = super.fill(buffer);
        while (filled > 0) {
            thrownAway += filled;
            if (thrownAway > THROWN_AWAY_BYTES_MAX || System.nanoTime() - throwingSince > THROWING_AWAY_MAX.toNanos()) {
                return -1;
            }
            buffer.position(buffer.limit());
            filled = super.fill(buffer);
        }
        return filled;
    }

    private int fillInTurn(ByteBuffer buffer) throws IOException {
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
