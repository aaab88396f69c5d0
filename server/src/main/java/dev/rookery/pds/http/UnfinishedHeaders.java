package dev.rookery.pds.http;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;

/// The headers that are not whole yet, which take memory before there is a request to count it for. Where they are more
/// than [HttpLimits#headerBytesMax] together, the oldest are given up: those of clients that mean well come at once.
///
/// Has no lock that two connections share: thousands of threads may come here at the same time, each with what it has
/// read.
final class UnfinishedHeaders {
    /// What a connection in this state takes beyond its bytes, and what each header does.
    private static final int CONNECTION_BYTES = 4 << 10;

    private static final int HEADER_BYTES = 160;

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();
    private final Queue<Unfinished> oldestFirst = new ConcurrentLinkedQueue<>();

    UnfinishedHeaders(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// One header that has begun.
    final class Unfinished {
        private final EndPoint endPoint;
        private final long since = System.nanoTime();
        private long counted;
        private volatile boolean ended;

        private Unfinished(EndPoint endPoint) {
            this.endPoint = endPoint;
        }

        /// Counts what has come of it, and gives up the oldest if that is too much.
        ///
        /// @param length in bytes
        /// @param headers how many there are in it
        void grew(int length, int headers) {
            count(CONNECTION_BYTES + 2L * length + (long) headers * HEADER_BYTES);
            while (bytes.get() > bytesMax) {
                Unfinished oldest = oldestFirst.poll();
                if (oldest == null) {
                    return;
                }
                oldest.giveUp();
            }
        }

        private synchronized void count(long now) {
            if (!ended) {
                bytes.addAndGet(now - counted);
                counted = now;
            }
        }

        /// To be called when the header is whole, or will never be.
        ///
        /// @return false if that was known
        synchronized boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            bytes.addAndGet(-counted);
            return true;
        }

        private void giveUp() {
            if (end()) {
                endPoint.close();
            }
        }
    }

    Unfinished begin(EndPoint endPoint) {
        var begun = new Unfinished(endPoint);
        oldestFirst.add(begun);
        forgetEnded();
        return begun;
    }

    private void forgetEnded() {
        Unfinished oldest = oldestFirst.peek();
        while (oldest != null && oldest.ended && oldestFirst.remove(oldest)) { // at its head, so this takes no time
            oldest = oldestFirst.peek();
        }
    }

    /// Gives up those that have not become whole for so long.
    void giveUpAfter(Duration max) {
        long now = System.nanoTime();
        for (Unfinished begun : oldestFirst) {
            if (now - begun.since <= max.toNanos()) {
                break;
            }
            begun.giveUp();
        }
        forgetEnded();
    }

    long bytes() {
        return bytes.get();
    }
}
