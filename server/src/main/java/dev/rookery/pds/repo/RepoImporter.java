package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarLimits;
import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.car.InvalidCarException;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.InvalidCommitException;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.mst.InvalidTreeException;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.mst.TreeWalk;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a whole repository from a CAR, in place of the account's own. Blocks that the account's own has may be left
/// out of the CAR.
///
/// The CAR is a file, and its blocks are walked from the root; everything is checked on the way: CIDs, signature, the
/// tree's shape, paths, records. The new rows are written beside the old ones and take their place with one commit, so
/// a bad CAR, or a crash, changes nothing. Memory grows with the repository by the index of its blocks alone, and they
/// are as many as there is memory for. One block may stand for many records; what that makes of a small CAR has a
/// limit too.
///
/// The commit is signed anew: the old one bears the key, and the revision, of where the repository came from.
public final class RepoImporter {
    /// The part of the heap that the index of one import may take.
    private static final int HEAP_SHARE = 8;

    /// How many bytes of rows a byte of a CAR may become: where no two records are the same, it is about two.
    private static final long ROW_BYTES_PER_BYTE = 4;

    private static final long ROW_BYTES_ALWAYS = 256L << 20;

    private final RepoStore store;
    private final RepoService repos;
    private final SigningKeys keys;
    private final TidClock tids;
    private final InstantSource clock;
    private final long blocksMax;

    /// @param blocksMax how many different blocks a CAR may have
    public RepoImporter(
            RepoStore store, RepoService repos, SigningKeys keys, TidClock tids, InstantSource clock, long blocksMax) {
        this.store = store;
        this.repos = repos;
        this.keys = keys;
        this.tids = tids;
        this.clock = clock;
        this.blocksMax = blocksMax;
    }

    /// As many blocks as a heap of this size has room to keep in mind for each import.
    public static long blocksFor(long heapBytes) {
        return heapBytes / HEAP_SHARE / StagedBlocks.INDEX_BYTES;
    }

    /// Whether a CAR takes other keys than ours to be taken for the account's. Looks at its first block, where the
    /// commit is; a CAR that will be refused anyway takes none.
    boolean needsOtherSigners(Did did, Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var car = CarReader.unverified(in, CarLimits.REPOSITORY);
            var first = car.next();
            if (first == null) {
                return false;
            }
            if (!car.roots().contains(first.cid())) {
                return true;
            }
            var commit = Commit.decode(first.bytes());
            return commit.did().equals(did) && !commit.isSignedBy(keys.of(did).verifyingKey());
        } catch (InvalidCarException | InvalidCommitException _) {
            return false;
        }
    }

    /// Imports the repository that a file holds. Returns once it is durable.
    ///
    /// @param signers the keys that may have signed it, beside ours
    /// @param announced whether the network shall be told with a `#sync`
    /// @throws InvalidImportException where it cannot be taken over; nothing is changed then
    void importCar(Did did, Path car, Collection<VerifyingKey> signers, boolean announced) throws IOException {
        try (var blocks = StagedBlocks.of(car, blocksMax)) {
            var commit = commit(did, blocks, signers);
            long rowBytesMax = ROW_BYTES_ALWAYS + ROW_BYTES_PER_BYTE * Files.size(car);
            repos.locked(did, () -> {
                take(did, blocks, commit, rowBytesMax, announced);
                return true;
            });
        } catch (InvalidCarException | InvalidCommitException | InvalidTreeException | MissingNodeException e) {
            throw new InvalidImportException("Invalid repository: " + e.getMessage());
        }
    }

    private Commit commit(Did did, StagedBlocks blocks, Collection<VerifyingKey> signers) {
        var block = blocks.get(blocks.root());
        if (block == null) {
            throw new InvalidImportException("Invalid repository: the root block is missing");
        }
        var commit = Commit.decode(block);
        if (!commit.did().equals(did)) {
            throw new InvalidImportException("Invalid repository: it is the repository of " + commit.did());
        }
        if (!commit.isSignedBy(keys.of(did).verifyingKey()) && signers.stream().noneMatch(commit::isSignedBy)) {
            throw new InvalidImportException("Invalid repository: the commit is not signed by " + did);
        }
        return commit;
    }

    /// Under the repository's lock: its rows bear the revision of the commit that brings them in, so no other commit
    /// may come between.
    private void take(Did did, StagedBlocks blocks, Commit imported, long rowBytesMax, boolean announced) {
        var current = store.head(did);
        var last = current == null || current.rev().compareTo(imported.rev()) < 0 ? imported.rev() : current.rev();
        var commit = Commit.sign(did, tids.nextAfter(last), imported.data(), keys.of(did));
        long repo = store.newRepoNumber();
        try (var own = store.snapshot(did);
                var rows = store.bulkWriter(repo)) {
            var walk = new ImportWalk(blocks, own, rows, commit.rev().toLong(), rowBytesMax);
            TreeWalk.over(Tree.at(walk, commit.data()), walk);
            rows.finish();
            replace(did, repo, current, commit, walk, announced);
        }
    }

    private void replace(
            Did did, long repo, @Nullable RepoHead current, Commit commit, ImportWalk walk, boolean announced) {
        var block = commit.encode();
        var head = new RepoHead(
                repo, Cid.dagCbor(block), block, commit.rev(), commit.data(), walk.records(), walk.nodes());
        var events = announced
                ? List.of(Events.sync(did, head.rev(), Cars.commit(head), clock.instant()))
                : List.<EventFrame>of();
        boolean done = repos.replace(RepoChange.ofHead(did, current, head, List.of(), events));
        if (!done) {
            throw new IllegalStateException("the head of " + did + " moved under its lock");
        }
    }
}
