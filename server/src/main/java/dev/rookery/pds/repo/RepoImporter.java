package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarLimits;
import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.car.InvalidCarException;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.InvalidCommitException;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.mst.InvalidTreeException;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.NodeSource;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.mst.TreeWalk;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoStore.BulkWriter;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.Events;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Takes a whole repository from a CAR, in place of the account's own. Blocks that the account's own has may be left
/// out of the CAR.
///
/// The blocks are staged in a file and walked from the root; everything is checked on the way: CIDs, signature, the
/// tree's shape, paths, records. The new rows are written beside the old ones and take their place with one commit, so
/// a bad CAR, or a crash, changes nothing. Memory does not grow with the repository but for 16 bytes a block.
///
/// The commit is signed anew: the old one bears the key, and the revision, of where the repository came from.
public final class RepoImporter {
    /// A power of two: the nodes that a walk comes back to, after it looked ahead for their first keys.
    private static final int NODES_REMEMBERED = 1024;

    private final RepoStore store;
    private final RepoService repos;
    private final SigningKeys keys;
    private final Lexicons lexicons;
    private final TidClock tids;
    private final InstantSource clock;
    private final Path folder;

    /// @param folder where CARs are staged
    public RepoImporter(
            RepoStore store,
            RepoService repos,
            SigningKeys keys,
            Lexicons lexicons,
            TidClock tids,
            InstantSource clock,
            Path folder) {
        this.store = store;
        this.repos = repos;
        this.keys = keys;
        this.lexicons = lexicons;
        this.tids = tids;
        this.clock = clock;
        this.folder = folder;
    }

    /// Imports a repository. Returns once it is durable.
    ///
    /// @param signers the keys that may have signed it, asked for when it is not signed with ours
    /// @param announced whether the network shall be told with a `#sync`
    /// @throws InvalidImportException where it cannot be taken over; nothing is changed then
    public void importRepo(
            Did did, InputStream content, Supplier<? extends Collection<VerifyingKey>> signers, boolean announced)
            throws IOException {
        try {
            var car = new CarReader(content, CarLimits.REPOSITORY);
            if (car.roots().size() != 1) {
                throw new InvalidImportException("expected one root");
            }
            var root = car.roots().getFirst();
            try (var blocks = StagedBlocks.of(car, folder)) {
                var commit = commit(did, root, blocks, signers);
                repos.locked(did, () -> {
                    take(did, blocks, commit, announced);
                    return true;
                });
            }
        } catch (InvalidCarException | InvalidCommitException | InvalidTreeException | MissingNodeException e) {
            throw new InvalidImportException("Invalid repository: " + e.getMessage());
        }
    }

    private Commit commit(
            Did did, Cid root, StagedBlocks blocks, Supplier<? extends Collection<VerifyingKey>> signers) {
        var block = blocks.get(root);
        if (block == null) {
            throw new InvalidImportException("Invalid repository: the root block is missing");
        }
        var commit = Commit.decode(block);
        if (!commit.did().equals(did)) {
            throw new InvalidImportException("Invalid repository: it is the repository of " + commit.did());
        }
        if (!commit.isSignedBy(keys.of(did).verifyingKey())
                && signers.get().stream().noneMatch(commit::isSignedBy)) {
            throw new InvalidImportException("Invalid repository: the commit is not signed by " + did);
        }
        return commit;
    }

    /// Under the repository's lock: its rows bear the revision of the commit that brings them in, so no other commit
    /// may come between.
    private void take(Did did, StagedBlocks blocks, Commit imported, boolean announced) {
        var current = store.head(did);
        var last = current == null || current.rev().compareTo(imported.rev()) < 0 ? imported.rev() : current.rev();
        var commit = Commit.sign(did, tids.nextAfter(last), imported.data(), keys.of(did));
        long repo = store.newRepoNumber();
        try (var rows = store.bulkWriter(repo)) {
            var walk = new Walk(did, blocks, rows, commit.rev().toLong());
            TreeWalk.over(Tree.at(walk, commit.data()), walk);
            rows.finish();
            replace(did, repo, current, commit, walk, announced);
        }
    }

    private void replace(Did did, long repo, @Nullable RepoHead current, Commit commit, Walk walk, boolean announced) {
        var block = commit.encode();
        var head = new RepoHead(repo, Cid.dagCbor(block), block, commit.rev(), commit.data(), walk.records, walk.nodes);
        var events = announced
                ? List.of(Events.sync(did, head.rev(), Cars.commit(head), clock.instant()))
                : List.<EventFrame>of();
        boolean done = repos.replace(RepoChange.ofHead(did, current, head, List.of(), events));
        if (!done) {
            throw new IllegalStateException("the head of " + did + " moved under its lock");
        }
    }

    /// Loads nodes from the staged blocks, and writes what the walk meets as rows.
    private final class Walk implements NodeSource, TreeWalk.Visitor {
        private final Did did;
        private final StagedBlocks blocks;
        private final BulkWriter rows;
        private final RecordWriter writer;
        private final long rev;
        private final @Nullable Node[] recent = new @Nullable Node[NODES_REMEMBERED];
        private long records;
        private long nodes;
        private boolean ownBlocksAdded;

        Walk(Did did, StagedBlocks blocks, BulkWriter rows, long rev) {
            this.did = did;
            this.blocks = blocks;
            this.rows = rows;
            this.writer = new RecordWriter(rows, lexicons);
            this.rev = rev;
        }

        @Override
        public Node load(Stub stub) {
            int slot = stub.cid().hashCode() & (NODES_REMEMBERED - 1);
            var known = recent[slot];
            if (known != null && known.cid().equals(stub.cid()) && known.layer() == stub.layer()) {
                return known;
            }
            var block = block(stub.cid());
            if (block == null) {
                throw new MissingNodeException(stub.cid());
            }
            var node = Node.decode(stub, block);
            recent[slot] = node;
            return node;
        }

        private byte @Nullable [] block(Cid cid) {
            var block = blocks.get(cid);
            if (block == null && !ownBlocksAdded) {
                ownBlocksAdded = true;
                addOwnBlocks();
                block = blocks.get(cid);
            }
            return block;
        }

        private void addOwnBlocks() {
            try (var own = store.snapshot(did)) {
                if (own != null) {
                    blocks.addAll(own);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void node(Node node) {
            nodes++;
            rows.node(new NodeRow(new NodePlace(node.first(this), node.layer()), node.cid(), rev, node.bytes()));
        }

        @Override
        public void entry(String path, Cid cid) {
            int slash = path.indexOf('/');
            var collection = path.substring(0, slash);
            var rkey = path.substring(slash + 1);
            if (!Nsid.isValid(collection) || !RecordKey.isValid(rkey)) {
                throw new InvalidImportException("Invalid repository: not a record path: " + path);
            }
            record(new Nsid(collection), new RecordKey(rkey), path, cid);
        }

        private void record(Nsid collection, RecordKey rkey, String path, Cid cid) {
            var block = block(cid);
            var record = block == null ? null : parsed(block);
            if (block == null || record == null) {
                throw new InvalidImportException("Could not parse record at '" + path + "'");
            }
            records++;
            writer.write(collection, rkey, new RecordRow(path, cid, rev, false, block), record);
        }

        private static @Nullable DataMap parsed(byte[] block) {
            try {
                return DagCbor.decodeMap(block);
            } catch (InvalidDataException e) {
                return null;
            }
        }
    }
}
