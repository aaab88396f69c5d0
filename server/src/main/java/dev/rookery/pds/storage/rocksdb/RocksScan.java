package dev.rookery.pds.storage.rocksdb;

import dev.rookery.pds.storage.keyvalue.Reads.Entry;
import dev.rookery.pds.storage.keyvalue.Reads.Scan;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/// A scan that reads ahead in portions, each on a storage thread, so that a slow reader holds none. The portions begin
/// small and grow, so that a short listing reads little more than it needs.
final class RocksScan implements Scan {
    private static final int PORTION_MIN = 64;
    private static final int PORTION_MAX = 1024;
    private static final int PORTION_BYTES_MAX = 1 << 20;

    private final StorageThreads threads;
    private final Supplier<RocksIterator> start;
    private final boolean forwards;
    private final Queue<Entry> ready = new ArrayDeque<>();
    private @Nullable RocksIterator iterator;
    private int portion = PORTION_MIN;
    private boolean atEnd;

    RocksScan(StorageThreads threads, Supplier<RocksIterator> start, boolean forwards) {
        this.threads = threads;
        this.start = start;
        this.forwards = forwards;
    }

    @Override
    public @Nullable Entry next() {
        if (ready.isEmpty() && !atEnd) {
            threads.run(this::readAhead);
        }
        return ready.poll();
    }

    private void readAhead() throws RocksDBException {
        var at = iterator;
        if (at == null) {
            at = start.get();
            iterator = at;
        }
        int bytes = 0;
        for (int i = 0; i < portion && bytes < PORTION_BYTES_MAX && at.isValid(); i++) {
            var entry = new Entry(at.key(), at.value());
            bytes += entry.value().length;
            ready.add(entry);
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
        if (iterator != null) {
            iterator.close();
        }
    }
}
