package dev.rookery.pds.http;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Cuts off clients that take nothing: a write that has not got through after a while fails, and the connection with
/// it. Without this a client that stops reading would hold its thread, and what its answer is made of, for good; the
/// web server knows limits on reading alone.
///
/// Safe for use by several threads. The writers must be virtual threads: an interrupt closes the socket they wait for.
final class WriteWatch implements AutoCloseable {
    /// How often it looks, in parts of the limit.
    private static final int LOOKS = 8;

    private final long limitNanos;
    private final Set<Write> underWay = ConcurrentHashMap.newKeySet();
    private final Thread watcher;

    /// What may take a while, and fail.
    interface Work {
        void run() throws IOException;
    }

    /// A write and the thread that waits for it.
    private static final class Write {
        private final Thread thread = Thread.currentThread();
        private final long begun = System.nanoTime();
        private boolean over;
        private boolean cut;

        synchronized void cut() {
            if (!over) {
                cut = true;
                thread.interrupt();
            }
        }

        synchronized boolean end() {
            over = true;
            return cut;
        }
    }

    /// @param limit how long one write may take
    WriteWatch(Duration limit) {
        limitNanos = limit.toNanos();
        var pause = limit.dividedBy(LOOKS);
        watcher = Thread.ofVirtual().name("write-watch").start(() -> watch(pause));
    }

    private void watch(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                long now = System.nanoTime();
                underWay.forEach(write -> {
                    if (now - write.begun > limitNanos) {
                        write.cut();
                    }
                });
            }
        } catch (InterruptedException e) {
            // The server stops.
        }
    }

    /// Runs a write, which fails if it takes too long.
    void run(Work work) throws IOException {
        var write = new Write();
        underWay.add(write);
        try {
            work.run();
        } finally {
            underWay.remove(write);
            if (write.end()) {
                Thread.interrupted(); // it has done its work: nobody else is to be stopped by it
            }
        }
    }

    /// A stream each write of which is watched.
    OutputStream over(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                run(() -> out.write(b));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                run(() -> out.write(bytes, offset, length));
            }

            @Override
            public void flush() throws IOException {
                run(out::flush);
            }

            @Override
            public void close() throws IOException {
                run(out::close);
            }
        };
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
