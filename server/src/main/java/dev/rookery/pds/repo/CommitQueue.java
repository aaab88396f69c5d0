package dev.rookery.pds.repo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes commits durable, all that wait in one write: while one batch is being written the next one gathers, so the
/// price of waiting for the disk is shared.
///
/// Safe for use by several threads. One platform thread writes.
final class CommitQueue implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CommitQueue.class.getName());
    private static final int WAITING_MAX = 4096;
    private static final int BATCH_MAX = 256;
    /// How long a batch is held open for more while several write at once: about as long as a disk takes to answer.
    private static final long GATHER_NANOS = 300_000;

    private final RepoStore store;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread writer;
    private volatile boolean closing;

    /// A change and the thread that waits for it.
    private static final class Waiting {
        final RepoChange change;
        final Thread thread = Thread.currentThread();
        volatile @Nullable Boolean done;
        volatile @Nullable RuntimeException failure;

        Waiting(RepoChange change) {
            this.change = change;
        }

        void answer(@Nullable Boolean outcome, @Nullable RuntimeException cause) {
            failure = cause;
            done = outcome != null && outcome;
            LockSupport.unpark(thread);
        }
    }

    CommitQueue(RepoStore store) {
        this.store = store;
        this.writer = Thread.ofPlatform().name("commit-writer").daemon().start(this::run);
    }

    /// Waits until the change is durable. False if the head was not the expected one, and nothing was changed.
    boolean commit(RepoChange change) {
        if (closing) {
            throw new IllegalStateException("the server is stopping");
        }
        var waiting = new Waiting(change);
        put(waiting);
        var done = waiting.done;
        while (done == null) {
            LockSupport.park(this);
            done = waiting.done;
        }
        var failure = waiting.failure;
        if (failure != null) {
            throw new IllegalStateException("the commit could not be stored", failure);
        }
        return done;
    }

    private void put(Waiting waiting) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(waiting);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<Waiting>(BATCH_MAX);
        boolean crowded = false;
        while (!closing || !queue.isEmpty()) {
            try {
                batch.add(queue.take());
                if (crowded) {
                    LockSupport.parkNanos(GATHER_NANOS);
                }
                queue.drainTo(batch, BATCH_MAX - 1);
                write(batch);
            } catch (InterruptedException e) {
                // The sign to stop once nobody waits.
            }
            crowded = batch.size() > 1;
            batch.clear();
        }
    }

    private void write(List<Waiting> batch) {
        try {
            var done =
                    store.commit(batch.stream().map(waiting -> waiting.change).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer(done.get(i), null);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "could not store " + batch.size() + " commits", e);
            batch.forEach(waiting -> waiting.answer(null, e));
        }
    }

    /// Finishes what waits, and takes nothing more.
    @Override
    public void close() {
        closing = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
