package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarWriter;
import dev.rookery.atproto.car.Varint;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoStore.BlobPage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads repositories.
///
/// Safe for use by several threads. What it returns of repositories that do not exist is empty or null.
public final class RepoReader {
    /// What an export takes in memory: three portions of the scan, each with a large record at its end, and its
    /// buffers.
    public static final long EXPORT_BYTES = 4 << 20;

    private static final int EXPORT_BUFFER_BYTES = 64 << 10;
    private static final BlobPage NO_BLOBS = new BlobPage(List.of(), null);

    private final RepoStore store;
    private final RepoService repos;

    public RepoReader(RepoStore store, RepoService repos) {
        this.store = store;
        this.repos = repos;
    }

    /// A record, also where it is hidden.
    public @Nullable RecordRow record(Did did, Nsid collection, String rkey) {
        var head = repos.head(did);
        return head == null ? null : store.record(head.repo(), collection.text() + '/' + rkey);
    }

    /// The moderators' reference of a hidden record.
    public @Nullable String takedown(Did did, String path) {
        var head = repos.head(did);
        return head == null ? null : store.hiddenRef(head.repo(), path);
    }

    /// The records of a collection behind a key, or from its end where that is null; hidden ones are passed over. No
    /// more once they have `bytesMax` bytes together.
    public List<RecordRow> list(
            Did did, Nsid collection, @Nullable String afterKey, boolean ascending, int limit, long bytesMax) {
        var head = repos.head(did);
        return head == null ? List.of() : store.list(head.repo(), collection, afterKey, ascending, limit, bytesMax);
    }

    /// The first collections that have a record, in order.
    public List<Nsid> collections(Did did, int limit) {
        var head = repos.head(did);
        return head == null ? List.of() : store.collections(head.repo(), limit);
    }

    /// Writes one state of the whole repository as a CAR, in the order of a walk through the tree, at the pace of the
    /// stream. Writes go on meanwhile and are not in it. False where there is no repository.
    public boolean export(Did did, OutputStream out) throws IOException {
        try (var snapshot = store.snapshot(did)) {
            if (snapshot == null) {
                return false;
            }
            var buffered = new BufferedOutputStream(out, EXPORT_BUFFER_BYTES);
            var head = snapshot.head();
            new CarWriter(buffered, head.commit()).block(head.commit(), head.commitBlock());
            var length = new byte[Varint.LENGTH_MAX];
            snapshot.walk((row, offset) -> {
                int size = row.length - offset;
                buffered.write(length, 0, Varint.write(size, length, 0));
                buffered.write(row, offset, size);
                return true;
            });
            buffered.flush();
            return true;
        }
    }

    /// Writes what was added to a repository after a revision as a CAR, its newest commit first: together with what
    /// was there at that revision it is the whole repository. False where there is no repository.
    ///
    /// Loads only nodes that are newer, and those right below them: what stands below an older node is older.
    public boolean exportSince(Did did, Tid since, OutputStream out) throws IOException {
        try (var snapshot = store.snapshot(did)) {
            if (snapshot == null) {
                return false;
            }
            var buffered = new BufferedOutputStream(out, EXPORT_BUFFER_BYTES);
            var head = snapshot.head();
            var car = new CarWriter(buffered, head.commit());
            if (head.rev().compareTo(since) > 0) {
                car.block(head.commit(), head.commitBlock());
                writeNewer(snapshot, Stub.root(head.data()), since.toLong(), car);
            }
            buffered.flush();
            return true;
        }
    }

    private static void writeNewer(RepoStore.Snapshot snapshot, Stub at, long since, CarWriter car) {
        var row = snapshot.node(at);
        if (row == null || !row.cid().equals(at.cid())) {
            throw new MissingNodeException(at.cid());
        }
        if (row.rev() <= since) {
            return;
        }
        car.block(row.cid(), row.block());
        var place = row.place();
        var node = Node.decode(new Stub(row.cid(), place.layer(), place.first(), null), row.block());
        for (int i = 0; i <= node.size(); i++) {
            if (node.link(i) instanceof Stub below) {
                writeNewer(snapshot, below, since, car);
            }
            var record = i < node.size() ? snapshot.record(node.key(i)) : null;
            if (record != null && record.rev() > since) {
                car.block(record.cid(), record.block());
            }
        }
    }

    /// Writes the proof that a record is in the repository as it is, or is not: the commit, the nodes on the way to it,
    /// and the record. False where there is no repository.
    public boolean proof(Did did, Nsid collection, String rkey, OutputStream out) {
        try (var snapshot = store.snapshot(did)) {
            if (snapshot == null) {
                return false;
            }
            var path = collection.text() + '/' + rkey;
            var head = snapshot.head();
            var tree = Tree.at(repos.nodes().over(snapshot::node), head.data());
            var car = new CarWriter(out, head.commit()).block(head.commit(), head.commitBlock());
            tree.proof(path).forEach((cid, node) -> car.block(cid, node.bytes()));
            var record = snapshot.record(path);
            if (record != null) {
                car.block(record.cid(), record.block());
            }
            return true;
        }
    }

    /// Those of these CIDs that no block of the repository bears.
    public List<Cid> missing(Did did, Collection<Cid> wanted) {
        try (var snapshot = store.snapshot(did)) {
            return wanted.stream()
                    .filter(cid -> snapshot == null || !snapshot.hasBlock(cid))
                    .toList();
        }
    }

    /// Writes the blocks that bear these CIDs as a CAR without a root, one after the other.
    ///
    /// @throws IOException also where one is not there any more
    public void blocks(Did did, Collection<Cid> wanted, OutputStream out) throws IOException {
        try (var snapshot = store.snapshot(did)) {
            var buffered = new BufferedOutputStream(out, EXPORT_BUFFER_BYTES);
            var car = new CarWriter(buffered, null);
            for (var cid : wanted) {
                var block = snapshot == null ? null : snapshot.block(cid);
                if (block == null) {
                    throw new IOException("a block went while it was asked for: " + cid);
                }
                car.block(cid, block);
            }
            buffered.flush();
        }
    }

    /// The blobs that records name and that were never uploaded, behind a CID, at most `limit` of them at once.
    public BlobPage missingBlobs(Did did, @Nullable Cid after, int limit) {
        var head = repos.head(did);
        return head == null ? NO_BLOBS : store.blobsInUse(did, head.repo(), after, limit, true);
    }

    /// The blobs that records name, each with one of these records, at most `limit` of them at once.
    ///
    /// @param since only blobs that a record written after this revision names, or null for all
    public BlobPage blobsInUse(Did did, @Nullable Tid since, @Nullable Cid after, int limit) {
        var head = repos.head(did);
        if (head == null) {
            return NO_BLOBS;
        }
        return since == null
                ? store.blobsInUse(did, head.repo(), after, limit, false)
                : store.blobsNamedSince(head.repo(), since.toLong(), after, limit);
    }
}
