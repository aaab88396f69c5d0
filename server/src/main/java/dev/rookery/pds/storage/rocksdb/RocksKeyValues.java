package dev.rookery.pds.storage.rocksdb;

import dev.rookery.pds.storage.Stalls;
import dev.rookery.pds.storage.keyvalue.KeyValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// Keys and values in RocksDB, one column family a space.
///
/// A native call holds the thread that carries a virtual one, so only reads that memory can answer run where they are
/// called; what may wait for the disk runs on [StorageThreads].
public final class RocksKeyValues implements KeyValues {
    private static final long BLOCK_CACHE_BYTES = 32L << 20;
    /// As two to the power of this. More shards would each be too small for what is read together.
    private static final int BLOCK_CACHE_SHARDS_LOG2 = 2;
    private static final long MEMTABLE_BYTES = 16L << 20;
    /// What a memtable takes at a time, and an empty one holds.
    private static final long MEMTABLE_STEP_BYTES = 256 << 10;
    /// What was just written is written again soon, by a compaction: that is when to compress it. The last is for all
    /// levels below.
    private static final List<CompressionType> COMPRESSION_BY_LEVEL =
            List.of(CompressionType.NO_COMPRESSION, CompressionType.LZ4_COMPRESSION);
    /// Events come in the order of their keys, and files of them that are compressed alike are never written again.
    private static final List<CompressionType> NO_COMPRESSION = List.of(CompressionType.NO_COMPRESSION);
    private static final long MEMTABLES_BYTES_MAX = 48L << 20;
    private static final long LOG_BYTES_MAX = 256L << 20;
    private static final int LOGS_RECYCLED = 4;
    private static final long INFO_LOG_BYTES = 4L << 20;
    private static final int INFO_LOGS = 4;
    private static final int BLOCK_BYTES = 8 << 10;
    /// Events are read one after the other, and fewer, larger blocks cost less.
    private static final int EVENT_BLOCK_BYTES = 64 << 10;

    private static final int METADATA_BLOCK_BYTES = 4 << 10;
    private static final double BLOOM_BITS = 10;

    private final StorageThreads threads = new StorageThreads();
    private final List<AutoCloseable> options = new ArrayList<>();
    private final Map<Space, ColumnFamilyHandle> families = new EnumMap<>(Space.class);
    private final RocksDB db;
    private final ReadOptions anywhere;
    /// For what is read from one end to the other: it would only drive out of the cache what is read again.
    private final ReadOptions pastCache;
    private final ReadOptions memoryOnly;
    private final WriteOptions durably;
    private final WriteOptions lazily;
    private final Stalls stalls = new Stalls(this::state);

    static {
        RocksDB.loadLibrary();
    }

    /// Opens the database in a folder, and makes it where there is none.
    public RocksKeyValues(Path folder) {
        anywhere = closing(new ReadOptions());
        pastCache = closing(new ReadOptions().setFillCache(false));
        memoryOnly = closing(new ReadOptions().setReadTier(ReadTier.BLOCK_CACHE_TIER));
        durably = closing(new WriteOptions().setSync(true));
        lazily = closing(new WriteOptions());
        try {
            Files.createDirectories(folder);
            db = open(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RocksDBException e) {
            throw new StorageException("cannot open the database in " + folder, e);
        }
    }

    private RocksDB open(Path folder) throws RocksDBException {
        var dbOptions = closing(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxTotalWalSize(LOG_BYTES_MAX)
                .setDbWriteBufferSize(MEMTABLES_BYTES_MAX)
                .setMaxBackgroundJobs(2)
                // One thread writes, so inserts need not be safe against each other.
                .setAllowConcurrentMemtableWrite(false)
                // Writing over an old log spares the file system a change of its journal for every batch.
                .setRecycleLogFileNum(LOGS_RECYCLED)
                .setBytesPerSync(1 << 20)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(INFO_LOG_BYTES)
                .setKeepLogFileNum(INFO_LOGS));
        var cache = closing(new LRUCache(BLOCK_CACHE_BYTES, BLOCK_CACHE_SHARDS_LOG2));
        var familyOptions = familyOptions(cache, BLOCK_BYTES, COMPRESSION_BY_LEVEL);
        var eventOptions = familyOptions(cache, EVENT_BLOCK_BYTES, NO_COMPRESSION);
        var descriptors = new ArrayList<ColumnFamilyDescriptor>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
        for (var space : Space.values()) {
            var name = space.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            descriptors.add(new ColumnFamilyDescriptor(name, space == Space.EVENTS ? eventOptions : familyOptions));
        }
        var handles = new ArrayList<ColumnFamilyHandle>();
        var opened = RocksDB.open(dbOptions, folder.toString(), descriptors, handles);
        var spaces = Space.values();
        for (int i = 0; i < spaces.length; i++) {
            families.put(spaces[i], handles.get(i + 1));
        }
        return opened;
    }

    private ColumnFamilyOptions familyOptions(LRUCache cache, int blockBytes, List<CompressionType> compression) {
        var table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setBlockSize(blockBytes)
                .setFilterPolicy(closing(new BloomFilter(BLOOM_BITS)))
                // Indexes and filters of large files come in parts too, or a few of them would push all else out of the
                // cache, and each other.
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(METADATA_BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFormatVersion(6);
        return closing(new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionPerLevel(compression)
                .setWriteBufferSize(MEMTABLE_BYTES)
                .setArenaBlockSize(MEMTABLE_STEP_BYTES)
                .setLevelCompactionDynamicLevelBytes(true));
    }

    private <T extends AutoCloseable> T closing(T resource) {
        options.add(resource);
        return resource;
    }

    private ColumnFamilyHandle family(Space space) {
        var handle = families.get(space);
        if (handle == null) {
            throw new IllegalStateException("no column family for " + space);
        }
        return handle;
    }

    @Override
    public byte @Nullable [] get(Space space, byte[] key) {
        return get(space, key, memoryOnly, anywhere);
    }

    private byte @Nullable [] get(Space space, byte[] key, ReadOptions quick, ReadOptions full) {
        if (threads.mustNotWaitHere()) {
            try {
                return db.get(family(space), quick, key);
            } catch (RocksDBException e) {
                if (!isIncomplete(e)) {
                    throw new StorageException("cannot read", e);
                }
            }
        }
        return threads.call(() -> db.get(family(space), full, key));
    }

    /// Whether memory alone could not answer.
    private static boolean isIncomplete(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Incomplete;
    }

    @Override
    public @Nullable Entry ceiling(Space space, byte[] key) {
        return ceiling(space, key, memoryOnly, anywhere);
    }

    private @Nullable Entry ceiling(Space space, byte[] key, ReadOptions quick, ReadOptions full) {
        if (threads.mustNotWaitHere()) {
            try {
                return seek(space, key, quick);
            } catch (RocksDBException e) {
                if (!isIncomplete(e)) {
                    throw new StorageException("cannot read", e);
                }
            }
        }
        return threads.call(() -> seek(space, key, full));
    }

    private @Nullable Entry seek(Space space, byte[] key, ReadOptions read) throws RocksDBException {
        try (var iterator = db.newIterator(family(space), read)) {
            iterator.seek(key);
            if (iterator.isValid()) {
                return new Entry(iterator.key(), iterator.value());
            }
            iterator.status();
            return null;
        }
    }

    @Override
    public Scan ascending(Space space, byte[] from) {
        var read = space == Space.EVENTS ? pastCache : anywhere;
        return new RocksScan(threads, () -> started(space, read, iterator -> iterator.seek(from)), true);
    }

    @Override
    public Scan descending(Space space, byte[] below) {
        return new RocksScan(threads, () -> started(space, anywhere, iterator -> seekBelow(iterator, below)), false);
    }

    private RocksIterator started(Space space, ReadOptions read, Consumer<RocksIterator> start) {
        var iterator = db.newIterator(family(space), read);
        start.accept(iterator);
        return iterator;
    }

    private static void seekBelow(RocksIterator iterator, byte[] below) {
        iterator.seekForPrev(below);
        if (iterator.isValid() && Arrays.equals(iterator.key(), below)) {
            iterator.prev();
        }
    }

    @Override
    public void write(Consumer<Batch> writes) {
        write(writes, durably, "a durable write");
    }

    @Override
    public void writeLazily(Consumer<Batch> writes) {
        write(writes, lazily, "a write");
    }

    private void write(Consumer<Batch> writes, WriteOptions how, String what) {
        try (var batch = new WriteBatch()) {
            writes.accept(new NativeBatch(batch));
            threads.run(() -> {
                long began = System.nanoTime();
                db.write(how, batch);
                stalls.waited(what, began);
            });
        }
    }

    private final class NativeBatch implements Batch {
        private final WriteBatch batch;

        NativeBatch(WriteBatch batch) {
            this.batch = batch;
        }

        @Override
        public void put(Space space, byte[] key, byte[] value) {
            check(() -> batch.put(family(space), key, value));
        }

        @Override
        public void delete(Space space, byte[] key) {
            check(() -> batch.delete(family(space), key));
        }

        @Override
        public void deleteRange(Space space, byte[] from, byte[] to) {
            check(() -> batch.deleteRange(family(space), from, to));
        }

        private static void check(StorageThreads.Work work) {
            try {
                work.run();
            } catch (RocksDBException e) {
                throw new StorageException("cannot gather a write", e);
            }
        }
    }

    /// What may hold writes up.
    private String state() {
        try {
            return "flushes under way %d, compactions %d, full memtables %d, writes held back %s"
                    .formatted(
                            db.getLongProperty("rocksdb.num-running-flushes"),
                            db.getLongProperty("rocksdb.num-running-compactions"),
                            db.getAggregatedLongProperty("rocksdb.num-immutable-mem-table"),
                            db.getLongProperty("rocksdb.is-write-stopped") != 0
                                            || db.getLongProperty("rocksdb.actual-delayed-write-rate") != 0
                                    ? "by RocksDB"
                                    : "by the disk");
        } catch (RocksDBException e) {
            return "state unknown";
        }
    }

    /// Writes the memtables to files.
    @Override
    public void giveBack() {
        try (var flush = new FlushOptions().setWaitForFlush(true)) {
            threads.run(() -> db.flush(flush, List.copyOf(families.values())));
        }
    }

    @Override
    public void sync() {
        threads.run(() -> {
            long began = System.nanoTime();
            db.syncWal();
            stalls.waited("making rows durable", began);
        });
    }

    @Override
    public StillReads snapshot() {
        return new RocksSnapshot();
    }

    private final class RocksSnapshot implements StillReads {
        private final org.rocksdb.Snapshot snapshot = db.getSnapshot();
        private final ReadOptions still = new ReadOptions().setSnapshot(snapshot);
        private final ReadOptions stillMemoryOnly =
                new ReadOptions().setSnapshot(snapshot).setReadTier(ReadTier.BLOCK_CACHE_TIER);

        @Override
        public byte @Nullable [] get(Space space, byte[] key) {
            return RocksKeyValues.this.get(space, key, stillMemoryOnly, still);
        }

        @Override
        public @Nullable Entry ceiling(Space space, byte[] key) {
            return RocksKeyValues.this.ceiling(space, key, stillMemoryOnly, still);
        }

        @Override
        public Scan ascending(Space space, byte[] from) {
            return new RocksScan(threads, () -> started(space, still, iterator -> iterator.seek(from)), true);
        }

        @Override
        public Scan descending(Space space, byte[] below) {
            return new RocksScan(threads, () -> started(space, still, iterator -> seekBelow(iterator, below)), false);
        }

        @Override
        public void close() {
            still.close();
            stillMemoryOnly.close();
            db.releaseSnapshot(snapshot);
        }
    }

    @Override
    public void close() {
        threads.close();
        families.values().forEach(ColumnFamilyHandle::close);
        db.close();
        for (var option : options.reversed()) {
            try {
                option.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
