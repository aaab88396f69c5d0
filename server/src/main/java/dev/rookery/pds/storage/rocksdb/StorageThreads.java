package dev.rookery.pds.storage.rocksdb;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// The platform threads on which storage calls wait for the disk.
///
/// Virtual threads hand their calls over and wait; platform threads, such as the writer's, make them where they are.
final class StorageThreads implements AutoCloseable {
    private static final int THREADS = 8;

    private final ExecutorService pool = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("storage-", 0).daemon().factory());

    /// Work that the storage may refuse.
    @FunctionalInterface
    interface Work {
        void run() throws RocksDBException;
    }

    boolean mustNotWaitHere() {
        return Thread.currentThread().isVirtual();
    }

    void run(Work work) {
        call(callable(work));
    }

    private static Callable<Boolean> callable(Work work) {
        return () -> {
            work.run();
            return true;
        };
    }

    <T extends @Nullable Object> T call(Callable<T> work) {
        if (mustNotWaitHere()) {
            return await(pool.submit(work));
        }
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StorageException("storage failed", e);
        }
    }

    /// Begins work for which the caller waits later.
    Future<?> begin(Work work) {
        return pool.submit(callable(work));
    }

    <T extends @Nullable Object> T await(Future<T> begun) {
        try {
            return begun.get();
        } catch (ExecutionException e) {
            throw new StorageException("storage failed", e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException("interrupted while waiting for storage", e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
