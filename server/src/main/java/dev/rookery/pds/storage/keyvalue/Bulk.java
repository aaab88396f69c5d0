package dev.rookery.pds.storage.keyvalue;

import dev.rookery.pds.repo.RepoChange;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoStore.BulkWriter;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Writes the rows of a repository that no head names yet, many at once.
final class Bulk implements BulkWriter {
    private static final int ROWS_AT_ONCE = 512;
    private static final int BYTES_AT_ONCE = 1 << 20;

    private final KeyValues engine;
    private final long repo;
    private final Runnable dropUnfinished;
    private final List<Consumer<Batch>> pending = new ArrayList<>(ROWS_AT_ONCE);
    private long pendingBytes;
    private boolean finished;

    Bulk(KeyValues engine, long repo, Runnable dropUnfinished) {
        this.engine = engine;
        this.repo = repo;
        this.dropUnfinished = dropUnfinished;
    }

    @Override
    public void record(RecordRow row) {
        add(row.block().length, rows -> {
            rows.put(Space.RECORDS, Rows.key(repo, row.path()), Rows.record(row));
            CidIndex.put(rows, repo, row);
        });
    }

    @Override
    public void node(NodeRow row) {
        add(row.block().length, rows -> {
            rows.put(Space.NODES, Rows.nodeKey(repo, row.place()), Rows.node(row));
            CidIndex.put(rows, repo, row);
        });
    }

    @Override
    public void blobUse(BlobUse use, long rev) {
        add(0, rows -> rows.put(Space.BLOB_USES, Rows.key(repo, use.blob(), use.path()), Rows.number(rev)));
    }

    @Override
    public void backlink(RepoChange.BacklinkRow row) {
        add(0, rows -> rows.put(Space.BACKLINKS, Rows.backlinkKey(repo, row), Rows.nothing()));
    }

    private void add(int blockBytes, Consumer<Batch> row) {
        pending.add(row);
        pendingBytes += blockBytes;
        if (pending.size() == ROWS_AT_ONCE || pendingBytes >= BYTES_AT_ONCE) {
            flush();
        }
    }

    private void flush() {
        engine.writeLazily(rows -> pending.forEach(row -> row.accept(rows)));
        pending.clear();
        pendingBytes = 0;
    }

    @Override
    public void finish() {
        flush();
        engine.sync();
        finished = true;
    }

    @Override
    public void close() {
        if (!finished) {
            dropUnfinished.run();
        }
    }
}
