package dev.rookery.pds.storage.memory;

import dev.rookery.pds.storage.keyvalue.KeyValues;
import dev.rookery.pds.storage.keyvalue.Reads;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keys and values in memory, for tests: nothing survives, and every write copies the whole space that it changes.
public final class MemoryKeyValues implements KeyValues {
    /// Replaced as a whole by each write, so that a reader who took it sees one state.
    private volatile Map<Space, NavigableMap<byte[], byte[]>> spaces = new EnumMap<>(Space.class);

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        return now().get(space, key);
    }

    @Override
    public @Nullable Entry ceiling(Space space, byte[] key) {
        return now().ceiling(space, key);
    }

    @Override
    public Scan ascending(Space space, byte[] from) {
        return now().ascending(space, from);
    }

    @Override
    public Scan descending(Space space, byte[] below) {
        return now().descending(space, below);
    }

    private StillReads now() {
        return new State(spaces);
    }

    @Override
    public StillReads snapshot() {
        return now();
    }

    @Override
    public synchronized void write(Consumer<Batch> writes) {
        var changed = new EnumMap<Space, NavigableMap<byte[], byte[]>>(Space.class);
        writes.accept(new Batch() {
            private NavigableMap<byte[], byte[]> rows(Space space) {
                return changed.computeIfAbsent(space, s -> {
                    var copy = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
                    copy.putAll(spaces.getOrDefault(s, copy));
                    return copy;
                });
            }

            @Override
            public void put(Space space, byte[] key, byte[] value) {
                rows(space).put(key, value);
            }

            @Override
            public void delete(Space space, byte[] key) {
                rows(space).remove(key);
            }

            @Override
            public void deleteRange(Space space, byte[] from, byte[] to) {
                rows(space).subMap(from, true, to, false).clear();
            }
        });
        var next = new EnumMap<Space, NavigableMap<byte[], byte[]>>(Space.class);
        next.putAll(spaces);
        next.putAll(changed);
        spaces = next;
    }

    @Override
    public void writeLazily(Consumer<Batch> writes) {
        write(writes);
    }

    @Override
    public void sync() {}

    @Override
    public void close() {}

    private record State(Map<Space, NavigableMap<byte[], byte[]>> spaces) implements StillReads {
        private NavigableMap<byte[], byte[]> rows(Space space) {
            return spaces.getOrDefault(space, new TreeMap<>(Arrays::compareUnsigned));
        }

        @Override
        public byte @Nullable [] get(Space space, byte[] key) {
            return rows(space).get(key);
        }

        @Override
        public @Nullable Entry ceiling(Space space, byte[] key) {
            var found = rows(space).ceilingEntry(key);
            return found == null ? null : new Entry(found.getKey(), found.getValue());
        }

        @Override
        public Scan ascending(Space space, byte[] from) {
            return new Walk(rows(space).tailMap(from, true).entrySet().iterator());
        }

        @Override
        public Scan descending(Space space, byte[] below) {
            return new Walk(
                    rows(space).headMap(below, false).descendingMap().entrySet().iterator());
        }

        @Override
        public void close() {}
    }

    private record Walk(Iterator<Map.Entry<byte[], byte[]>> entries) implements Reads.Scan {
        @Override
        public @Nullable Entry next() {
            if (!entries.hasNext()) {
                return null;
            }
            var entry = entries.next();
            return new Entry(entry.getKey(), entry.getValue());
        }

        @Override
        public void close() {}
    }
}
