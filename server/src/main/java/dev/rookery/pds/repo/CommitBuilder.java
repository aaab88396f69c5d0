package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.Inversion;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.NodeSource;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.mst.TreeEdit;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoChange.NodeBefore;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordBefore;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.WriteOutcome.Reason;
import dev.rookery.pds.sequencer.Events;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the writes to one repository into one change of the store. Used once, by one thread, under the repository's
/// lock.
final class CommitBuilder {
    /// The most bytes of blocks that an event may have, by the protocol.
    static final long EVENT_BYTES_MAX = 2_000_000;

    private final RepoStore store;
    private final Lexicons lexicons;
    private final Did did;
    private final RepoHead head;
    private final Set<Nsid> listed;
    private final Tree before;
    private final NodeSource nodes;
    private final TreeEdit edit;
    private final long rev;
    private final Tid tid;

    private final List<RecordOp> ops = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private final List<RecordRow> records = new ArrayList<>();
    private final List<RecordBefore> recordsBefore = new ArrayList<>();
    private final List<BlobUse> blobUses = new ArrayList<>();
    private final List<BlobUse> blobUsesGone = new ArrayList<>();
    private final Map<Cid, BlobRow> blobs = new LinkedHashMap<>();
    private final List<BacklinkRow> backlinks = new ArrayList<>();
    private final List<BacklinkRow> backlinksGone = new ArrayList<>();
    private final Set<Nsid> collections = new LinkedHashSet<>();
    private final Set<Nsid> collectionsTakenFrom = new LinkedHashSet<>();
    /// The nodes that the commit adds, once it is built.
    private List<Node> written = List.of();

    private long recordCount;

    CommitBuilder(RepoStore store, Lexicons lexicons, Did did, LiveRepo repo, Tree before, Tid rev) {
        this.store = store;
        this.lexicons = lexicons;
        this.did = did;
        this.head = repo.head();
        this.listed = repo.collections();
        this.before = before;
        this.nodes = before.source();
        this.edit = before.edit();
        this.tid = rev;
        this.rev = rev.toLong();
        this.recordCount = head.records();
    }

    /// Takes one write in. Returns why it cannot be, or null.
    @Nullable
    WriteOutcome add(Write write) {
        var path = write.path();
        if (!paths.add(path)) {
            return new WriteOutcome.Refused(Reason.DUPLICATE_KEY, "Record is written more than once: " + path);
        }
        var current = edit.tree().get(path);
        return switch (write) {
            case Write.Create create -> create(create, current);
            case Write.Update update -> update(update, current);
            case Write.Put put -> put(put, current);
            case Write.Delete delete -> delete(delete, current);
        };
    }

    private @Nullable WriteOutcome create(Write.Create write, @Nullable Cid current) {
        if (current != null) {
            return new WriteOutcome.Refused(Reason.RECORD_EXISTS, "Record already exists: " + write.path());
        }
        var subject = write.record().subject();
        if (write.replacing() && subject != null) {
            // An event has no more operations; the next one takes the rest.
            store.backlinks(head.repo(), subject, RepoService.WRITES_MAX - 1)
                    .forEach(rkey -> giveWay(write.collection(), rkey));
        }
        return set(write, write.record(), null);
    }

    /// Removes a record that the new one takes the place of.
    private void giveWay(Nsid collection, RecordKey rkey) {
        var path = collection.text() + '/' + rkey.text();
        var current = edit.tree().get(path);
        if (current != null && paths.add(path)) {
            remove(collection, rkey, path, current);
        }
    }

    private @Nullable WriteOutcome update(Write.Update write, @Nullable Cid current) {
        return current == null
                ? new WriteOutcome.Refused(Reason.RECORD_MISSING, "Record does not exist: " + write.path())
                : set(write, write.record(), current);
    }

    private @Nullable WriteOutcome put(Write.Put write, @Nullable Cid current) {
        if (!Swap.holds(write.swap(), current)) {
            return new WriteOutcome.StaleRecord(write.path(), current);
        }
        return write.record().cid().equals(current) ? null : set(write, write.record(), current);
    }

    private @Nullable WriteOutcome delete(Write.Delete write, @Nullable Cid current) {
        if (!Swap.holds(write.swap(), current)) {
            return new WriteOutcome.StaleRecord(write.path(), current);
        }
        if (current != null) {
            remove(write.collection(), write.rkey(), write.path(), current);
        } else if (write.mustExist()) {
            return new WriteOutcome.Refused(Reason.RECORD_MISSING, "Record does not exist: " + write.path());
        }
        return null;
    }

    private @Nullable WriteOutcome set(Write write, PreparedRecord record, @Nullable Cid current) {
        for (var use : record.blobs()) {
            var refusal = claim(use.blob());
            if (refusal != null) {
                return refusal;
            }
        }
        var path = write.path();
        boolean hidden = current != null && forget(write.collection(), write.rkey(), path);
        edit.put(path, record.cid());
        if (current != null) {
            recordsBefore.add(new RecordBefore(path, current));
        }
        ops.add(new RecordOp(path, record.cid(), current));
        records.add(new RecordRow(path, record.cid(), rev, hidden, record.block()));
        record.blobs().forEach(use -> blobUses.add(new BlobUse(use.blob().ref(), path)));
        if (record.subject() != null) {
            backlinks.add(new BacklinkRow(record.subject(), write.rkey()));
        }
        if (current == null) {
            recordCount++;
            if (!listed.contains(write.collection())) {
                collections.add(write.collection());
            }
        }
        return null;
    }

    private void remove(Nsid collection, RecordKey rkey, String path, Cid current) {
        forget(collection, rkey, path);
        edit.delete(path);
        ops.add(new RecordOp(path, null, current));
        recordsBefore.add(new RecordBefore(path, current));
        collectionsTakenFrom.add(collection);
        recordCount--;
    }

    /// Lets go of what the record named until now. Tells whether it was hidden.
    private boolean forget(Nsid collection, RecordKey rkey, String path) {
        var row = store.record(head.repo(), path);
        if (row == null) {
            throw new IllegalStateException("in the tree but not stored: " + path + " of " + did);
        }
        var record = DagCbor.decodeMap(row.block());
        var named = lexicons.blobs(collection, record);
        named.uses().forEach(use -> blobUsesGone.add(new BlobUse(use.blob().ref(), path)));
        named.legacy().forEach(blob -> blobUsesGone.add(new BlobUse(Cid.parse(blob.cid()), path)));
        var subject = Backlinks.subject(collection, record);
        if (subject != null) {
            backlinksGone.add(new BacklinkRow(subject, rkey));
        }
        return row.hidden();
    }

    /// Checks that a blob is here, and is what the record says of it.
    private @Nullable WriteOutcome claim(Blob blob) {
        var row = blobs.containsKey(blob.ref()) ? blobs.get(blob.ref()) : store.blob(did, blob.ref());
        if (row == null || row.takedown() != null) {
            return new WriteOutcome.Refused(Reason.BLOB_NOT_FOUND, "Could not find blob: " + blob.ref());
        }
        if (!row.mimeType().equals(blob.mimeType())) {
            return new WriteOutcome.Refused(
                    Reason.BLOB_TYPE,
                    "Referenced Mimetype does not match stored blob. Expected: " + row.mimeType() + ", Got: "
                            + blob.mimeType());
        }
        if (row.size() != blob.size()) {
            return new WriteOutcome.Refused(
                    Reason.BLOB_SIZE,
                    "Referenced Size does not match stored blob. Expected: " + row.size() + ", Got: " + blob.size());
        }
        if (row.temporaryKey() != null) {
            blobs.put(blob.ref(), row);
        }
        return null;
    }

    /// Whether there is nothing to commit.
    boolean isEmpty() {
        return ops.isEmpty();
    }

    /// The temporary blobs that the new records name: to be made permanent before the commit.
    List<BlobRow> blobsToKeep() {
        return List.copyOf(blobs.values());
    }

    /// The root of the new tree, once the change is stored.
    Node storedRoot() {
        written.forEach(Node::markStored);
        return nodes.resolve(edit.tree().root());
    }

    /// The change, or why it cannot be.
    sealed interface Built {
        record Ready(RepoChange change) implements Built {}

        record TooLarge() implements Built {}
    }

    /// Signs the commit and puts the change together.
    Built build(SigningKey key, Instant time) {
        var tree = edit.tree();
        written = edit.written();
        var rows = written.stream().map(this::row).toList();
        var dropped = edit.dropped();
        var commit = Commit.sign(did, tid, tree.cid(), key);
        var commitBlock = commit.encode();
        var next = new RepoHead(
                head.repo(),
                Cid.dagCbor(commitBlock),
                commitBlock,
                tid,
                tree.cid(),
                recordCount,
                head.nodes() + written.size() - dropped.size());
        var proof = proof(tree);
        var blocks = blocks(next, proof);
        if (blocks == null) {
            return new Built.TooLarge();
        }
        var event = Events.commit(
                new Events.CommitInfo(did, next.commit(), tid, head.rev(), ops, blocks, head.data()), time);
        return new Built.Ready(new RepoChange(
                did,
                head,
                next,
                records,
                recordsBefore,
                rows,
                dropped.stream()
                        .map(node -> new NodeBefore(place(node), node.cid()))
                        .toList(),
                blobUses,
                blobUsesGone(),
                permanent(),
                blobsGone(),
                backlinks,
                backlinksGone.stream().filter(link -> !backlinks.contains(link)).toList(),
                List.copyOf(collections),
                collectionsTakenFrom.stream()
                        .filter(collection -> !has(tree, collection))
                        .toList(),
                List.of(event)));
    }

    private static boolean has(Tree tree, Nsid collection) {
        var prefix = collection.text() + '/';
        var cursor = tree.cursor(prefix);
        return cursor.next() && cursor.key().startsWith(prefix);
    }

    private NodeRow row(Node node) {
        return new NodeRow(place(node), node.cid(), rev, node.bytes());
    }

    private NodePlace place(Node node) {
        return new NodePlace(node.first(nodes), node.layer());
    }

    /// The new nodes and those that undoing the operations takes, checked by undoing them (I3).
    private Map<Cid, Node> proof(Tree tree) {
        var proof = new LinkedHashMap<Cid, Node>();
        written.forEach(node -> proof.put(node.cid(), node));
        ops.forEach(op -> tree.coveringProof(op.path(), proof));
        NodeSource proofOnly = stub -> {
            var node = proof.get(stub.cid());
            if (node == null) {
                throw new MissingNodeException(stub.cid());
            }
            return node;
        };
        var undone = Inversion.treeBefore(new Tree(proofOnly, tree.root()), ops);
        if (!undone.isSame(before)) {
            throw new IllegalStateException(
                    "I3: undoing a commit of " + did + " gives " + undone.cid() + ", not " + head.data());
        }
        return proof;
    }

    /// The event's blocks, or null where they are too large.
    private @Nullable List<CarBlock> blocks(RepoHead next, Map<Cid, Node> proof) {
        long size = Cars.size(next.commitBlock());
        for (var node : proof.values()) {
            size += Cars.size(node.bytes());
        }
        for (var record : records) {
            size += Cars.size(record.block());
        }
        if (size > EVENT_BYTES_MAX) {
            return null;
        }
        var blocks = new ArrayList<CarBlock>(1 + proof.size() + records.size());
        blocks.add(Cars.commit(next));
        proof.forEach((cid, node) -> blocks.add(new CarBlock(cid, node.bytes())));
        var seen = new HashSet<Cid>();
        for (var record : records) {
            if (seen.add(record.cid())) {
                blocks.add(new CarBlock(record.cid(), record.block()));
            }
        }
        return blocks;
    }

    private List<BlobRow> permanent() {
        return blobs.values().stream()
                .map(row ->
                        new BlobRow(row.cid(), row.mimeType(), row.size(), null, row.createdMillis(), row.takedown()))
                .toList();
    }

    private List<BlobUse> blobUsesGone() {
        return blobUsesGone.stream().filter(use -> !blobUses.contains(use)).toList();
    }

    /// The blobs that no record names once this is committed.
    private List<Cid> blobsGone() {
        var candidates = new HashSet<Cid>();
        blobUsesGone.forEach(use -> candidates.add(use.blob()));
        blobUses.forEach(use -> candidates.remove(use.blob()));
        candidates.removeIf(cid -> {
            var gone = blobUsesGone.stream()
                    .filter(use -> use.blob().equals(cid))
                    .map(BlobUse::path)
                    .toList();
            return !gone.containsAll(store.blobUses(head.repo(), cid, gone.size() + 1));
        });
        return List.copyOf(candidates);
    }
}
