package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.TreeBuilder;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.Events;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts repositories right while no server runs: makes anew what follows from the records, which are the truth, and
/// moves repositories on where the data is that of an older copy.
public final class RepoRepair {
    private final RepoStore store;
    private final SigningKeys keys;
    private final TidClock tids;
    private final InstantSource clock;

    public RepoRepair(RepoStore store, SigningKeys keys, TidClock tids, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.tids = tids;
        this.clock = clock;
    }

    /// What came of [#rebuild].
    public sealed interface Rebuilt {
        /// The tree is the one that the newest commit names.
        record Same(long records, long nodes) implements Rebuilt {}

        /// The records make another tree than the one that the newest commit names. Nothing was changed.
        record Differs(Cid expected, Cid found) implements Rebuilt {}

        /// They did, and a new commit was signed and announced with a `#sync`.
        record SignedAnew(Cid commit, long records, long nodes) implements Rebuilt {}

        /// Nothing was changed.
        record Impossible(String reason) implements Rebuilt {}
    }

    /// Makes the tree, and what is kept of the records beside it, anew. Takes effect as a whole or not at all.
    ///
    /// @param signAnew whether to sign a new commit where the tree is another than before
    public Rebuilt rebuild(Did did, boolean signAnew) {
        long repo = store.newRepoNumber();
        try (var snapshot = store.snapshot(did);
                var rows = store.bulkWriter(repo)) {
            if (snapshot == null) {
                return new Rebuilt.Impossible("there is no repository");
            }
            var head = snapshot.head();
            var rev = tids.nextAfter(head.rev());
            var build = new Build(rows, head, rev);
            snapshot.eachRecord(build::add);
            var root = build.tree.finish();
            if (!root.equals(head.data()) && !signAnew) {
                return new Rebuilt.Differs(head.data(), root);
            }
            rows.finish();
            return replace(did, head, build, root, repo, rev);
        } catch (InvalidDataException e) {
            return new Rebuilt.Impossible("a record cannot be read: " + e.getMessage());
        }
    }

    private Rebuilt replace(Did did, RepoHead head, Build build, Cid root, long repo, Tid rev) {
        boolean same = root.equals(head.data());
        var block = same
                ? head.commitBlock()
                : Commit.sign(did, rev, root, keys.of(did)).encode();
        var next = new RepoHead(
                repo, Cid.dagCbor(block), block, same ? head.rev() : rev, root, build.records, build.nodes);
        var events = same ? List.<EventFrame>of() : List.of(sync(did, next));
        store(List.of(RepoChange.ofHead(did, head, next, List.of(), events)));
        build.hidden.forEach((path, ref) -> store.hide(repo, path, ref));
        return same
                ? new Rebuilt.Same(build.records, build.nodes)
                : new Rebuilt.SignedAnew(next.commit(), build.records, build.nodes);
    }

    private EventFrame sync(Did did, RepoHead head) {
        return Events.sync(did, head.rev(), Cars.commit(head), clock.instant());
    }

    private void store(List<RepoChange> changes) {
        if (store.commit(changes).contains(false)) {
            throw new IllegalStateException("a repository moved on: is the server running?");
        }
    }

    /// Signs a new commit of each of these repositories, with the tree as it is, and announces it with a `#sync`: what
    /// followers knew of a later time is overtaken. Those that are not there are passed over; returns how many are.
    public int resync(List<Did> dids) {
        var changes = new ArrayList<RepoChange>();
        for (var did : dids) {
            var head = store.head(did);
            if (head != null) {
                var rev = tids.nextAfter(head.rev());
                var block = Commit.sign(did, rev, head.data(), keys.of(did)).encode();
                var next = new RepoHead(
                        head.repo(), Cid.dagCbor(block), block, rev, head.data(), head.records(), head.nodes());
                changes.add(RepoChange.ofHead(did, head, next, List.of(), List.of(sync(did, next))));
            }
        }
        store(changes);
        return changes.size();
    }

    /// The rows of a rebuilt repository, as they are written.
    private final class Build {
        private final RecordWriter writer;
        private final RepoHead head;
        private final TreeBuilder tree;
        private final Map<String, @Nullable String> hidden = new LinkedHashMap<>();
        private long records;
        private long nodes;

        Build(RepoStore.BulkWriter rows, RepoHead head, Tid rev) {
            this.writer = new RecordWriter(rows);
            this.head = head;
            this.tree = new TreeBuilder(node -> {
                nodes++;
                rows.node(row(node, rev));
            });
        }

        /// When a node was written is not known any more, so all of them count as new.
        private NodeRow row(Node node, Tid rev) {
            var first = node.first(stub -> {
                throw new IllegalStateException("the first key below " + stub.cid() + " is not known");
            });
            return new NodeRow(new NodePlace(first, node.layer()), node.cid(), rev.toLong(), node.bytes());
        }

        void add(RecordRow stored) {
            var path = stored.path();
            int slash = path.indexOf('/');
            var row = new RecordRow(path, Cid.dagCbor(stored.block()), stored.rev(), stored.hidden(), stored.block());
            writer.write(new Nsid(path.substring(0, slash)), new RecordKey(path.substring(slash + 1)), row);
            tree.add(path, row.cid());
            records++;
            if (row.hidden()) {
                hidden.put(path, store.hiddenRef(head.repo(), path));
            }
        }
    }
}
