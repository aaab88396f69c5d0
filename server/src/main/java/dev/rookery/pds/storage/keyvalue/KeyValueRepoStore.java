package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.sequencer.RecentEvents;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Repositories and the event log in one engine, so that a commit and its events are one write.
public final class KeyValueRepoStore implements RepoStore, EventLog {
    private static final byte[] NEXT_REPO = Rows.text("next-repo");
    private static final byte[] LAST_SEQUENCE = Rows.text("last-sequence");
    /// The number of the last event whose commit's nodes are all in the engine.
    private static final byte[] NODES_SEQUENCE = Rows.text("nodes-sequence");
    private static final String BULK = "bulk";
    private static final int RECENT_HEADS_MAX = 10_000;
    private static final List<Space> REPO_SPACES =
            List.of(Space.RECORDS, Space.NODES, Space.CIDS, Space.HIDDEN, Space.BLOB_USES, Space.BACKLINKS);

    private final KeyValues engine;
    private final RecordRows records;
    private final BlobRows blobs;
    private final CollectionLists collectionLists;
    private final InstantSource time;
    private final EventRows events;
    private final RecentEvents recent = new RecentEvents();
    /// Held while numbers are given out and made durable, so that they become visible in order.
    private final Object writing = new Object();
    private volatile long lastSequence;
    /// The heads that were written last, which spares reading them again.
    private final Map<Did, Cid> recentHeads = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Did, Cid> eldest) {
            return size() > RECENT_HEADS_MAX;
        }
    };
    private final LateNodes lateNodes = new LateNodes();
    /// Whether a write failed, so that only the engine knows whether it took effect.
    private volatile boolean uncertain;
    private long nextRepo;

    public KeyValueRepoStore(KeyValues engine, InstantSource time) {
        this.engine = engine;
        this.records = new RecordRows(engine);
        this.blobs = new BlobRows(engine);
        this.collectionLists = new CollectionLists(engine);
        this.time = time;
        this.lastSequence =
                Math.max(meta(LAST_SEQUENCE, SEQUENCE_MIN), ChronoUnit.MICROS.between(Instant.EPOCH, time.instant()));
        this.events = new EventRows(engine);
        this.nextRepo = meta(NEXT_REPO, 1);
        dropUnfinished();
        CidIndex.build(engine, time);
        recoverNodes();
    }

    private long meta(byte[] key, long otherwise) {
        var row = engine.get(Space.META, key);
        return row == null ? otherwise : Rows.number(row);
    }

    /// Drops the rows of imports that never became a repository.
    private void dropUnfinished() {
        var marks = new ArrayList<byte[]>();
        try (var scan = engine.ascending(Space.META, Rows.text(BULK))) {
            for (var entry = scan.next(); entry != null && isBulkMark(entry.key()); entry = scan.next()) {
                marks.add(entry.value());
            }
        }
        marks.forEach(mark -> dropRepo(Rows.number(mark)));
    }

    private static boolean isBulkMark(byte[] key) {
        return Rows.text(key, 0).startsWith(BULK);
    }

    private static byte[] bulkMark(long repo) {
        return Rows.text(BULK + repo);
    }

    @Override
    public List<Boolean> commit(List<RepoChange> batch) {
        synchronized (writing) {
            settle();
            var heads = new HashMap<Did, Cid>();
            var done = new ArrayList<Boolean>(batch.size());
            for (var change : batch) {
                done.add(isCurrent(change, heads));
            }
            boolean withNodes = lateNodes.isFull() || !batch.stream().allMatch(KeyValueRepoStore::isProven);
            writeNumbered(withNodes, (rows, events) -> {
                for (int i = 0; i < batch.size(); i++) {
                    if (done.get(i)) {
                        write(rows, batch.get(i), events, withNodes);
                    }
                }
            });
            for (int i = 0; i < batch.size(); i++) {
                if (done.get(i) && !withNodes) {
                    lateNodes.add(batch.get(i));
                }
            }
            recentHeads.putAll(heads);
            return done;
        }
    }

    /// Whether the change's event holds all nodes of it: that of records, and not of a repository as a whole.
    private static boolean isProven(RepoChange change) {
        var expected = change.expected();
        return expected != null
                && expected.repo() == change.next().repo()
                && !(change.records().isEmpty() && change.recordsBefore().isEmpty());
    }

    /// Whether the head is the one that the change builds on, counting those before it in the batch.
    private boolean isCurrent(RepoChange change, Map<Did, Cid> heads) {
        var earlier = heads.get(change.did());
        var current = earlier == null ? currentHead(change.did()) : earlier;
        var expected = change.expected();
        boolean same = expected == null ? current == null : expected.commit().equals(current);
        if (same) {
            heads.put(change.did(), change.next().commit());
        }
        return same;
    }

    private @Nullable Cid currentHead(Did did) {
        var recent = recentHeads.get(did);
        if (recent != null) {
            return recent;
        }
        var head = head(did);
        return head == null ? null : head.commit();
    }

    /// Gives events their numbers, counting up from the last one.
    private final class Numbering {
        final Batch rows;
        final List<Logged> numbered = new ArrayList<>();
        private final long millis = time.millis();
        private long last = lastSequence;

        Numbering(Batch rows) {
            this.rows = rows;
        }

        void add(EventFrame event) {
            if (last >= SEQUENCE_MAX) {
                throw new IllegalStateException("there is no sequence number after " + last);
            }
            var frame = event.numbered(++last);
            rows.put(Space.EVENTS, Rows.eventKey(last, millis, event.did()), frame);
            if (recent.isFollowed()) {
                numbered.add(new Logged(last, frame));
            }
        }
    }

    /// @param withNodes whether the nodes that were held back are written too, before the rest
    private Numbering writeNumbered(boolean withNodes, BiConsumer<Batch, Numbering> writes) {
        var written = new Numbering[1];
        attempt(() -> engine.write(rows -> {
            if (withNodes) {
                lateNodes.writeTo(rows);
            }
            var events = new Numbering(rows);
            writes.accept(rows, events);
            rows.put(Space.META, LAST_SEQUENCE, Rows.number(events.last));
            if (withNodes) {
                rows.put(Space.META, NODES_SEQUENCE, Rows.number(events.last));
            }
            written[0] = events;
        }));
        if (withNodes) {
            lateNodes.clear();
        }
        lastSequence = written[0].last;
        recent.publish(written[0].numbered);
        return written[0];
    }

    /// Writes, and notes if it is not known whether that took effect. The caller has [#settle]d what came before.
    private void attempt(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException | Error e) {
            uncertain = true;
            throw e;
        }
    }

    /// Asks the engine where it stands, after a write that may or may not have taken effect.
    private void settle() {
        if (uncertain) {
            lastSequence = Math.max(lastSequence, meta(LAST_SEQUENCE, 0));
            recentHeads.clear();
            lateNodes.clear();
            recoverNodes();
            uncertain = false;
        }
    }

    /// Writes the nodes that were held back when the server stopped without warning.
    private void recoverNodes() {
        var recovery = new NodeRecovery(engine, did -> head(engine, did));
        try (var scan = engine.ascending(Space.EVENTS, Rows.number(meta(NODES_SEQUENCE, lastSequence) + 1))) {
            for (var entry = scan.next(); entry != null; entry = scan.next()) {
                recovery.event(entry.value());
            }
        }
        if (recovery.isNeeded()) {
            engine.write(rows -> {
                recovery.writeTo(rows);
                rows.put(Space.META, NODES_SEQUENCE, Rows.number(lastSequence));
            });
        }
    }

    /// Writes the nodes that are held back, without waiting for the disk. The caller holds [#writing].
    private void writeNodes() {
        attempt(() -> engine.writeLazily(rows -> {
            lateNodes.writeTo(rows);
            rows.put(Space.META, NODES_SEQUENCE, Rows.number(lastSequence));
        }));
        lateNodes.clear();
    }

    private void write(Batch rows, RepoChange change, Numbering events, boolean withNodes) {
        long repo = change.next().repo();
        rows.put(Space.HEADS, Rows.text(change.did().text()), Rows.head(change.next()));
        deleteRecords(rows, repo, change);
        change.records().forEach(row -> {
            rows.put(Space.RECORDS, Rows.key(repo, row.path()), Rows.record(row));
            CidIndex.put(rows, repo, row);
        });
        if (withNodes) {
            writeNodes(rows, repo, change);
        }
        change.blobUsesGone().forEach(use -> rows.delete(Space.BLOB_USES, Rows.key(repo, use.blob(), use.path())));
        var rev = Rows.number(change.next().rev().toLong());
        change.blobUses().forEach(use -> rows.put(Space.BLOB_USES, Rows.key(repo, use.blob(), use.path()), rev));
        change.blobsGone().forEach(cid -> rows.delete(Space.BLOBS, Rows.blobKey(change.did(), cid)));
        change.blobs().forEach(row -> rows.put(Space.BLOBS, Rows.blobKey(change.did(), row.cid()), Rows.blob(row)));
        change.backlinksGone().forEach(link -> rows.delete(Space.BACKLINKS, Rows.backlinkKey(repo, link)));
        change.backlinks().forEach(link -> rows.put(Space.BACKLINKS, Rows.backlinkKey(repo, link), Rows.nothing()));
        var expected = change.expected();
        if (expected != null && expected.repo() != repo) {
            CollectionLists.remove(rows, collections(expected.repo(), Integer.MAX_VALUE), change.did());
            drop(rows, expected.repo());
        }
        if (expected == null || expected.repo() != repo) {
            CollectionLists.add(rows, collections(repo, Integer.MAX_VALUE), change.did());
            rows.delete(Space.META, bulkMark(repo));
        }
        CollectionLists.add(rows, change.collections(), change.did());
        CollectionLists.remove(rows, change.collectionsGone(), change.did());
        change.events().forEach(events::add);
    }

    /// Deletes the rows that are not written anew: a key is not deleted and written in one batch.
    private static void deleteRecords(Batch rows, long repo, RepoChange change) {
        if (change.recordsBefore().isEmpty()) {
            return;
        }
        var after = new HashMap<String, Cid>();
        change.records().forEach(row -> after.put(row.path(), row.cid()));
        change.recordsBefore().forEach(before -> {
            var now = after.get(before.path());
            if (now == null) {
                rows.delete(Space.RECORDS, Rows.key(repo, before.path()));
            }
            if (!before.cid().equals(now)) {
                CidIndex.delete(rows, repo, before.path(), before.cid());
            }
        });
    }

    private static void writeNodes(Batch rows, long repo, RepoChange change) {
        var after = new HashMap<NodePlace, Cid>();
        change.nodes().forEach(row -> after.put(row.place(), row.cid()));
        change.nodesBefore().forEach(before -> {
            var now = after.get(before.place());
            if (now == null) {
                rows.delete(Space.NODES, Rows.nodeKey(repo, before.place()));
            }
            if (!before.cid().equals(now)) {
                CidIndex.delete(rows, repo, before.place(), before.cid());
            }
        });
        change.nodes().forEach(row -> {
            rows.put(Space.NODES, Rows.nodeKey(repo, row.place()), Rows.node(row));
            CidIndex.put(rows, repo, row);
        });
    }

    private static void drop(Batch rows, long repo) {
        REPO_SPACES.forEach(space -> rows.deleteRange(space, Rows.number(repo), Rows.number(repo + 1)));
    }

    @Override
    public void dropRepo(long repo) {
        engine.write(rows -> {
            drop(rows, repo);
            rows.delete(Space.META, bulkMark(repo));
        });
    }

    @Override
    public void delete(Did did, EventFrame event) {
        synchronized (writing) {
            settle();
            var head = head(did);
            var blobs = Rows.blobPrefix(did);
            var told = writeNumbered(true, (rows, numbering) -> {
                if (head != null) {
                    rows.delete(Space.HEADS, Rows.text(did.text()));
                    CollectionLists.remove(rows, collections(head.repo(), Integer.MAX_VALUE), did);
                    drop(rows, head.repo());
                }
                rows.deleteRange(Space.BLOBS, blobs, Rows.behind(blobs));
                numbering.add(event);
                EventRows.scrub(rows, did, numbering.last);
            });
            recentHeads.remove(did);
            scrubbed(did, told.last);
        }
    }

    @Override
    public boolean hide(long repo, String path, @Nullable String ref) {
        var key = Rows.key(repo, path);
        var row = record(repo, path);
        if (row == null) {
            return false;
        }
        var changed = new RecordRow(path, row.cid(), row.rev(), ref != null, row.block());
        engine.write(rows -> {
            rows.put(Space.RECORDS, key, Rows.record(changed));
            if (ref == null) {
                rows.delete(Space.HIDDEN, key);
            } else {
                rows.put(Space.HIDDEN, key, Rows.text(ref));
            }
        });
        return true;
    }

    @Override
    public @Nullable String hiddenRef(long repo, String path) {
        var row = engine.get(Space.HIDDEN, Rows.key(repo, path));
        return row == null ? null : new String(row, StandardCharsets.UTF_8);
    }

    @Override
    public long append(List<EventFrame> events) {
        synchronized (writing) {
            settle();
            writeNumbered(false, (rows, numbering) -> events.forEach(numbering::add));
            return lastSequence;
        }
    }

    @Override
    public long last() {
        return lastSequence;
    }

    @Override
    public RecentEvents recent() {
        return recent;
    }

    @Override
    public List<Logged> read(long after, int limit, long bytes) {
        return events.read(after, lastSequence, limit, bytes);
    }

    @Override
    public long lastBefore(Instant time) {
        return events.lastBefore(time, lastSequence);
    }

    @Override
    public long trimmed() {
        return events.trimmed();
    }

    @Override
    public void scrub(Did did, long below) {
        engine.write(rows -> EventRows.scrub(rows, did, below));
        scrubbed(did, below);
    }

    private void scrubbed(Did did, long below) {
        events.scrubbed(did, below);
        recent.clear();
    }

    @Override
    public void clean(Instant before) {
        synchronized (writing) {
            settle();
            writeNodes(); // the events of which they could be made again may go
        }
        synchronized (writing) {
            settle();
            if (!lateNodes.isEmpty()) {
                writeNodes(); // which only events hold until then
            }
        }
        events.clean(lastBefore(before));
    }

    @Override
    public long newRepoNumber() {
        synchronized (writing) {
            long number = nextRepo++;
            engine.write(rows -> rows.put(Space.META, NEXT_REPO, Rows.number(nextRepo)));
            return number;
        }
    }

    @Override
    public @Nullable RepoHead head(Did did) {
        return head(engine, did);
    }

    private static @Nullable RepoHead head(Reads reads, Did did) {
        var row = reads.get(Space.HEADS, Rows.text(did.text()));
        return row == null ? null : Rows.head(row);
    }

    @Override
    public void eachHead(Consumer<Did> visitor) {
        try (var scan = engine.ascending(Space.HEADS, Rows.nothing())) {
            for (var entry = scan.next(); entry != null; entry = scan.next()) {
                visitor.accept(new Did(Rows.text(entry.key(), 0)));
            }
        }
    }

    @Override
    public @Nullable RecordRow record(long repo, String path) {
        return Rows.record(engine, repo, path);
    }

    @Override
    public @Nullable NodeRow node(long repo, Stub stub) {
        if (uncertain) {
            synchronized (writing) {
                settle();
            }
        }
        return lateNodes.find(engine, repo, stub);
    }

    @Override
    public List<RecordRow> list(
            long repo, Nsid collection, @Nullable String afterKey, boolean ascending, int limit, long bytesMax) {
        return records.list(repo, collection, afterKey, ascending, limit, bytesMax);
    }

    @Override
    public List<Nsid> collections(long repo, int limit) {
        return records.collections(repo, limit);
    }

    @Override
    public boolean hasRecords(long repo, Nsid collection) {
        return records.has(repo, collection);
    }

    @Override
    public List<Did> reposWith(Nsid collection, @Nullable Did after, int limit) {
        return collectionLists.reposWith(collection, after, limit);
    }

    @Override
    public boolean isListed(Nsid collection, Did did) {
        return collectionLists.has(collection, did);
    }

    @Override
    public void eachListed(BiConsumer<Nsid, Did> visitor) {
        collectionLists.each(visitor);
    }

    @Override
    public List<RecordKey> backlinks(long repo, Cid subject, int limit) {
        return records.backlinks(repo, subject, limit);
    }

    @Override
    public void eachBacklink(long repo, Consumer<RepoChange.BacklinkRow> visitor) {
        records.eachBacklink(repo, visitor);
    }

    @Override
    public @Nullable BlobRow blob(Did did, Cid cid) {
        return blobs.find(did, cid);
    }

    @Override
    public void putBlob(Did did, BlobRow row) {
        engine.write(rows -> rows.put(Space.BLOBS, Rows.blobKey(did, row.cid()), Rows.blob(row)));
    }

    @Override
    public void removeBlob(Did did, Cid cid) {
        engine.write(rows -> rows.delete(Space.BLOBS, Rows.blobKey(did, cid)));
    }

    @Override
    public List<String> blobUses(long repo, Cid cid, int limit) {
        return blobs.uses(repo, cid, limit);
    }

    @Override
    public BlobPage blobsInUse(Did did, long repo, @Nullable Cid after, int limit, boolean missingOnly) {
        return blobs.inUse(did, repo, after, limit, missingOnly);
    }

    @Override
    public BlobPage blobsNamedSince(long repo, long rev, @Nullable Cid after, int limit) {
        return blobs.namedSince(repo, rev, after, limit);
    }

    @Override
    public List<UploadedBlob> blobs(@Nullable UploadedBlob after, int limit) {
        return blobs.list(after, limit);
    }

    @Override
    public BulkWriter bulkWriter(long repo) {
        engine.write(rows -> rows.put(Space.META, bulkMark(repo), Rows.number(repo)));
        return new Bulk(engine, repo, () -> dropRepo(repo));
    }

    @Override
    public @Nullable Snapshot snapshot(Did did) {
        KeyValues.StillReads reads;
        synchronized (writing) {
            settle();
            var head = head(did);
            if (head != null && lateNodes.hasOf(head.repo())) {
                writeNodes();
            }
            reads = engine.snapshot();
        }
        var head = head(reads, did);
        if (head == null) {
            reads.close();
            return null;
        }
        return new StillRepo(reads, head);
    }

    /// Gives back memory that is kept for a time of load.
    public void giveBack() {
        engine.giveBack();
    }

    @Override
    public void close() {
        synchronized (writing) {
            if (!uncertain && !lateNodes.isEmpty()) {
                writeNodes();
            }
        }
        engine.close();
    }
}
