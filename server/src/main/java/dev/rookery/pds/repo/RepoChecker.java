package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.mst.TreeWalk;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks that what is stored of a repository is whole and agrees with itself: the signature, every CID, the tree's
/// shape, the rows beside it, and the blobs that its records name (I4, I5, I7).
///
/// Reads one state; writes may go on meanwhile.
public final class RepoChecker {
    private static final int BLOBS_AT_ONCE = 1_000;

    private final RepoStore store;
    private final BlobStore blobs;
    private final SigningKeys keys;
    private final Lexicons lexicons;

    public RepoChecker(RepoStore store, BlobStore blobs, SigningKeys keys, Lexicons lexicons) {
        this.store = store;
        this.blobs = blobs;
        this.keys = keys;
        this.lexicons = lexicons;
    }

    /// What is wrong with a repository: empty if nothing is.
    public List<String> check(Did did) {
        try (var snapshot = store.snapshot(did)) {
            if (snapshot == null) {
                return List.of("there is no repository");
            }
            var check = new Check(did, snapshot);
            try {
                check.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (RuntimeException e) {
                check.problems.add("unreadable: " + e);
            }
            return check.problems;
        }
    }

    private final class Check implements TreeWalk.Visitor {
        private final Did did;
        private final RepoStore.Snapshot snapshot;
        private final RepoHead head;
        private final List<String> problems = new ArrayList<>();
        private final Set<BlobUse> uses = new HashSet<>();
        /// What the tree's records demand of the index, with the path of each.
        private final Map<BacklinkRow, String> backlinks = new HashMap<>();

        private @Nullable Nsid lastCollection;
        private long nodes;
        private long records;

        Check(Did did, RepoStore.Snapshot snapshot) {
            this.did = did;
            this.snapshot = snapshot;
            this.head = snapshot.head();
        }

        void run() throws IOException {
            checkCommit();
            TreeWalk.over(Tree.at(this::load, head.data()), this);
            expect(nodes == head.nodes(), "the tree has " + nodes + " nodes, the head says " + head.nodes());
            expect(records == head.records(), "the tree has " + records + " records, the head says " + head.records());
            long[] rows = {0};
            snapshot.walk((row, offset) -> ++rows[0] > 0);
            expect(rows[0] == nodes + records, rows[0] + " rows are stored, the tree has " + (nodes + records));
            expect(snapshot.isIndexed(), "the index of blocks by CID is not that of the tree");
            uses.forEach(this::checkUse);
            checkBlobIndex();
            checkBacklinks();
        }

        private void expect(boolean holds, String otherwise) {
            if (!holds) {
                problems.add(otherwise);
            }
        }

        private void checkCommit() {
            var commit = Commit.decode(head.commitBlock());
            expect(Cid.dagCbor(head.commitBlock()).equals(head.commit()), "the commit is not what its CID names");
            expect(commit.did().equals(did), "the commit is of " + commit.did());
            expect(commit.isSignedBy(keys.of(did).verifyingKey()), "the commit's signature is wrong");
        }

        private Node load(Stub stub) {
            var row = snapshot.node(stub);
            if (row == null || !Cid.dagCbor(row.block()).equals(stub.cid())) {
                throw new MissingNodeException(stub.cid());
            }
            return Node.decode(
                    new Stub(stub.cid(), row.place().layer(), row.place().first(), null), row.block());
        }

        @Override
        public void node(Node node) {
            nodes++;
        }

        @Override
        public void entry(String path, Cid cid) {
            records++;
            var row = snapshot.record(path);
            if (row == null
                    || !row.cid().equals(cid)
                    || !Cid.dagCbor(row.block()).equals(cid)) {
                problems.add("record " + path + " is not what the tree says");
                return;
            }
            int slash = path.indexOf('/');
            var collection = new Nsid(path.substring(0, slash));
            if (!collection.equals(lastCollection)) {
                lastCollection = collection;
                expect(store.isListed(collection, did), "it is not listed as having records of " + collection);
            }
            var record = DagCbor.decodeMap(row.block());
            var named = lexicons.blobs(collection, record);
            named.uses().forEach(use -> uses.add(new BlobUse(use.blob().ref(), path)));
            named.legacy().forEach(blob -> uses.add(new BlobUse(Cid.parse(blob.cid()), path)));
            var subject = Backlinks.subject(collection, record);
            if (subject != null) {
                backlinks.put(new BacklinkRow(subject, new RecordKey(path.substring(slash + 1))), path);
            }
        }

        private void checkUse(BlobUse use) {
            expect(
                    store.blobUses(head.repo(), use.blob(), Integer.MAX_VALUE).contains(use.path()),
                    "that " + use.path() + " names blob " + use.blob() + " is not in the index");
            var row = store.blob(did, use.blob());
            if (row != null && row.takedown() == null) {
                expect(row.temporaryKey() == null, "blob " + use.blob() + " is named but still temporary");
                expect(blobs.has(did, use.blob()), "blob " + use.blob() + " is named but gone");
            }
        }

        private void checkBacklinks() {
            store.eachBacklink(
                    head.repo(),
                    row -> expect(
                            backlinks.remove(row) != null,
                            "the index says that a record " + row.rkey() + " has a subject, but it has not"));
            backlinks.values().forEach(path -> problems.add("the subject of " + path + " is not in the index"));
        }

        private void checkBlobIndex() {
            var page = store.blobsInUse(did, head.repo(), null, BLOBS_AT_ONCE, false);
            page.uses().forEach(this::checkIndexed);
            while (page.next() != null) {
                page = store.blobsInUse(did, head.repo(), page.next(), BLOBS_AT_ONCE, false);
                page.uses().forEach(this::checkIndexed);
            }
        }

        private void checkIndexed(BlobUse use) {
            for (var path : store.blobUses(head.repo(), use.blob(), Integer.MAX_VALUE)) {
                expect(
                        uses.contains(new BlobUse(use.blob(), path)),
                        "the index says that " + path + " names blob " + use.blob() + ", but it does not");
            }
        }
    }
}
