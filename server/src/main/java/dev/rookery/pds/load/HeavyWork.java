package dev.rookery.pds.load;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Computations that are long, each on one of a few threads of their own. The threads that carry virtual threads are as
/// few as there are processors, and are not taken from those who compute: so many long computations at once would stop
/// everything else.
///
/// Safe for use by several threads. The work must not wait for anything.
public final class HeavyWork implements AutoCloseable {
    /// From about this size on, parsing a text or encoding a value takes more than a millisecond.
    public static final int BYTES_MIN = 64 << 10;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            Thread.ofPlatform().name("heavy-", 0).daemon().factory());

    /// Does the work, and waits for it.
    public <T> T call(Callable<T> work) {
        Future<T> result = threads.submit(work);
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
