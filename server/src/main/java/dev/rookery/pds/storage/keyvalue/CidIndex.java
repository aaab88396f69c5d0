package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the blocks of a repository by CID: where each of its records and nodes is kept.
///
/// A row says all with its key: the repository, a mark of the CID, and the key of the block's own row behind its
/// repository. One block may be kept at several places, each with a row. Rows are written with those of the blocks, so
/// they tell as much as these do: of nodes that are held back ([LateNodes]) there are none yet.
record CidIndex(Reads reads) {
    private static final Logger LOG = System.getLogger(CidIndex.class.getName());
    private static final byte[] BUILT = Rows.text("cids-indexed");
    private static final int PLACE = Rows.REPO_BYTES + Long.BYTES;
    private static final int ROWS_AT_ONCE = 4096;
    private static final Duration REPORT_PERIOD = Duration.ofSeconds(5);

    static void put(Batch rows, long repo, RecordRow row) {
        rows.put(Space.CIDS, key(repo, row.cid(), record(row.path())), Rows.nothing());
    }

    static void put(Batch rows, long repo, NodeRow row) {
        rows.put(Space.CIDS, key(repo, row.cid(), node(row.place())), Rows.nothing());
    }

    static void delete(Batch rows, long repo, String path, Cid cid) {
        rows.delete(Space.CIDS, key(repo, cid, record(path)));
    }

    static void delete(Batch rows, long repo, NodePlace place, Cid cid) {
        rows.delete(Space.CIDS, key(repo, cid, node(place)));
    }

    private static byte[] record(String path) {
        return path.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] node(NodePlace place) {
        var key = Rows.nodeKey(0, place);
        return Arrays.copyOfRange(key, Rows.REPO_BYTES, key.length);
    }

    private static byte[] key(long repo, Cid cid, byte[] place) {
        return ByteBuffer.allocate(PLACE + place.length)
                .putLong(repo)
                .putLong(mark(cid.toBytes(), 0))
                .put(place)
                .array();
    }

    /// The start of the digest, with the codec worked in: a CID of the same digest and another codec is another one.
    private static long mark(byte[] bytes, int cid) {
        return ByteBuffer.wrap(bytes).getLong(cid + Integer.BYTES) ^ bytes[cid + 1];
    }

    /// Whether a repository has a block.
    boolean has(long repo, Cid cid) {
        var prefix = key(repo, cid, Rows.nothing());
        var entry = reads.ceiling(Space.CIDS, prefix);
        return entry != null && Rows.startsWith(entry.key(), prefix);
    }

    /// A block of a repository, or null where it has none of that CID.
    byte @Nullable [] find(long repo, Cid cid) {
        var prefix = key(repo, cid, Rows.nothing());
        try (var scan = reads.ascending(Space.CIDS, prefix)) {
            for (var entry = scan.next(); entry != null && Rows.startsWith(entry.key(), prefix); entry = scan.next()) {
                int start = cidStart(entry.key());
                var row = row(entry.key());
                if (row != null && Cid.fromBytes(row, start).equals(cid)) {
                    return Arrays.copyOfRange(row, start + Cid.LENGTH, row.length);
                }
            }
        }
        return null;
    }

    private byte @Nullable [] row(byte[] key) {
        var own = ByteBuffer.allocate(key.length - Long.BYTES)
                .put(key, 0, Rows.REPO_BYTES)
                .put(key, PLACE, key.length - PLACE)
                .array();
        return reads.get(isOfNode(key) ? Space.NODES : Space.RECORDS, own);
    }

    private static int cidStart(byte[] key) {
        return isOfNode(key) ? Rows.NODE_CID : Rows.RECORD_CID;
    }

    /// The place of a node ends with a zero byte and its layer; no path has a zero byte.
    private static boolean isOfNode(byte[] key) {
        return key.length >= PLACE + 2 && key[key.length - 2] == 0;
    }

    /// How many rows of a repository lead to a block that bears their mark, or -1 if one leads elsewhere.
    long count(long repo) {
        long count = 0;
        try (var scan = reads.ascending(Space.CIDS, Rows.number(repo))) {
            for (var entry = scan.next(); entry != null && Rows.isOf(repo, entry.key()); entry = scan.next()) {
                var row = row(entry.key());
                if (row == null
                        || mark(row, cidStart(entry.key()))
                                != ByteBuffer.wrap(entry.key()).getLong(Long.BYTES)) {
                    return -1;
                }
                count++;
            }
        }
        return count;
    }

    /// Makes the index of a database that was written before there was one. What is broken off begins anew.
    static void build(KeyValues engine, InstantSource time) {
        if (engine.get(Space.META, BUILT) == null) {
            var building = new Building(engine, time);
            building.indexAll(Space.RECORDS, Rows.RECORD_CID);
            building.indexAll(Space.NODES, Rows.NODE_CID);
            building.finish();
        }
    }

    private static final class Building {
        private final KeyValues engine;
        private final InstantSource time;
        private final byte[][] keys = new byte[ROWS_AT_ONCE][];
        private int pending;
        private long count;
        private Instant nextReport;

        Building(KeyValues engine, InstantSource time) {
            this.engine = engine;
            this.time = time;
            this.nextReport = time.instant().plus(REPORT_PERIOD);
        }

        void indexAll(Space space, int cid) {
            try (var scan = engine.ascending(space, Rows.nothing())) {
                for (var entry = scan.next(); entry != null; entry = scan.next()) {
                    var own = entry.key();
                    keys[pending++] = ByteBuffer.allocate(own.length + Long.BYTES)
                            .put(own, 0, Rows.REPO_BYTES)
                            .putLong(mark(entry.value(), cid))
                            .put(own, Rows.REPO_BYTES, own.length - Rows.REPO_BYTES)
                            .array();
                    if (pending == ROWS_AT_ONCE) {
                        flush();
                    }
                }
            }
            flush();
        }

        private void flush() {
            engine.writeLazily(rows -> {
                for (int i = 0; i < pending; i++) {
                    rows.put(Space.CIDS, keys[i], Rows.nothing());
                }
            });
            count += pending;
            pending = 0;
            if (time.instant().isAfter(nextReport)) {
                nextReport = time.instant().plus(REPORT_PERIOD);
                LOG.log(Level.INFO, "indexing blocks by their CIDs, once: {0} so far", String.valueOf(count));
            }
        }

        void finish() {
            engine.write(rows -> rows.put(Space.META, BUILT, Rows.number(1)));
            if (count > 0) {
                LOG.log(Level.INFO, "indexed {0} blocks by their CIDs", String.valueOf(count));
            }
        }
    }
}
