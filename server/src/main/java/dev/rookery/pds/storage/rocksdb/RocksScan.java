package dev.rookery.pds.storage.rocksdb;

import dev.rookery.pds.storage.keyvalue.Reads.Entry;
import dev.rookery.pds.storage.keyvalue.Reads.Scan;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A scan that reads ahead in portions, each on a storage thread, so that a slow reader holds none. The portions begin
/// small and grow, so that a short listing reads little more than it needs; a long one reads the next portion while the
/// last one is used.
final class RocksScan implements Scan {
    private static final int PORTION_MIN = 64;
    private static final int PORTION_MAX = 1024;
    private static final int PORTION_BYTES_MAX = 256 << 10;

    private final StorageThreads threads;
    private final Supplier<RocksIterator> start;
    private final boolean forwards;
    /// Held while the iterator is used: one that is closed during a read brings the process down.
    private final Lock using = new ReentrantLock();

    private Queue<Entry> ready = new ArrayDeque<>();
    private Queue<Entry> read = new ArrayDeque<>();
    private @Nullable Future<?> reading;
    private @Nullable RocksIterator iterator;
    private int portion = PORTION_MIN;
    private boolean atEnd;
    private boolean closed;

    RocksScan(StorageThreads threads, Supplier<RocksIterator> start, boolean forwards) {
        this.threads = threads;
        this.start = start;
        this.forwards = forwards;
    }

    @Override
    public @Nullable Entry next() {
        if (ready.isEmpty()) {
            nextPortion();
        }
        return ready.poll();
    }

    private void nextPortion() {
        var begun = reading;
        if (begun != null) {
            threads.await(begun);
        } else if (!atEnd) {
            threads.run(this::readPortion);
        }
        var empty = ready;
        ready = read;
        read = empty;
        reading = atEnd || portion < PORTION_MAX ? null : threads.begin(this::readPortion);
    }

    private void readPortion() throws RocksDBException {
        using.lock();
        try {
            if (!closed) {
                readInto(read);
            }
        } finally {
            using.unlock();
        }
    }

    private void readInto(Queue<Entry> entries) throws RocksDBException {
        var at = iterator;
        if (at == null) {
            at = start.get();
            iterator = at;
        }
        int bytes = 0;
        for (int i = 0; i < portion && bytes < PORTION_BYTES_MAX && at.isValid(); i++) {
            var entry = new Entry(at.key(), at.value());
            bytes += entry.value().length;
            entries.add(entry);
            if (forwards) {
                at.next();
            } else {
                at.prev();
            }
        }
        if (!at.isValid()) {
            at.status();
            atEnd = true;
        }
        portion = Math.min(portion * 2, PORTION_MAX);
    }

    @Override
    public void close() {
        using.lock();
        try {
            closed = true;
            if (iterator != null) {
                iterator.close();
            }
        } finally {
            using.unlock();
        }
    }
}
