package dev.rookery.pds.repo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.WriteOutcome.Reason;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.Events;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes repositories. Every change of one goes through here, under its lock and through the commit queue.
///
/// Safe for use by several threads.
public final class RepoService implements AutoCloseable {
    /// The most writes in one commit, by the protocol.
    public static final int WRITES_MAX = 200;

    /// How much is remembered of all repositories together: a head counts as one, and so does a node.
    private static final int REMEMBERED_MAX = 100_000;
    /// How often a write that lost the race for the head begins again before that is an error.
    private static final int TRIES_MAX = 10;

    private final RepoStore store;
    private final BlobStore blobs;
    private final SigningKeys keys;
    private final Lexicons lexicons;
    private final TidClock tids;
    private final InstantSource clock;
    private final NodeCache nodes = new NodeCache();
    private final CommitQueue queue;
    /// Weak values: a lock lives as long as somebody holds it or waits for it.
    private final Cache<Did, ReentrantLock> locks =
            Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

    private final Cache<Did, LiveRepo> live = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_MAX)
            .weigher((Did did, LiveRepo repo) -> 1 + repo.nodes())
            .executor(Runnable::run)
            .build();

    public RepoService(
            RepoStore store, BlobStore blobs, SigningKeys keys, Lexicons lexicons, TidClock tids, InstantSource clock) {
        this.store = store;
        this.blobs = blobs;
        this.keys = keys;
        this.lexicons = lexicons;
        this.tids = tids;
        this.clock = clock;
        this.queue = new CommitQueue(store);
    }

    /// Where a repository stands, or null where there is none.
    public @Nullable RepoHead head(Did did) {
        var repo = live(did);
        return repo == null ? null : repo.head();
    }

    private @Nullable LiveRepo live(Did did) {
        var known = live.getIfPresent(did);
        return known != null ? known : live.asMap().computeIfAbsent(did, this::stored);
    }

    @SuppressWarnings("NullAway") // a cache takes null for "there is none"; its type does not say so
    private LiveRepo stored(Did did) {
        var head = store.head(did);
        return head == null ? null : LiveRepo.at(head);
    }

    /// Makes an empty repository, unless there is one, and announces the account: `#identity`, `#account`, `#commit`
    /// and `#sync`, in one write.
    public RepoHead create(Did did, Handle handle) {
        return create(did, handle, true);
    }

    /// Makes an empty repository, unless there is one, for an account that is not active yet: nothing is announced.
    public RepoHead createUnannounced(Did did) {
        return create(did, null, false);
    }

    private RepoHead create(Did did, @Nullable Handle handle, boolean announced) {
        return locked(did, () -> {
            var existing = head(did);
            if (existing != null) {
                return existing;
            }
            var root = Node.empty();
            var commit = Commit.sign(did, tids.next(), root.cid(), keys.of(did));
            var block = commit.encode();
            var head = new RepoHead(store.newRepoNumber(), Cid.dagCbor(block), block, commit.rev(), root.cid(), 0, 1);
            var row = new NodeRow(new NodePlace("", 0), root.cid(), commit.rev().toLong(), root.bytes());
            var events = announced ? announcement(did, handle, head, root) : List.<EventFrame>of();
            replace(RepoChange.ofHead(did, null, head, List.of(row), events));
            return head;
        });
    }

    private List<EventFrame> announcement(Did did, @Nullable Handle handle, RepoHead head, Node root) {
        var now = clock.instant();
        var blocks = List.of(Cars.commit(head), new CarBlock(root.cid(), root.bytes()));
        var commit = new Events.CommitInfo(did, head.commit(), head.rev(), null, List.of(), blocks, null);
        return List.of(
                Events.identity(did, handle, now),
                Events.account(did, null, now),
                Events.commit(commit, now),
                Events.sync(did, head.rev(), Cars.commit(head), now));
    }

    /// The `#sync` event of a repository as it is now.
    public EventFrame syncEvent(Did did) {
        var head = head(did);
        if (head == null) {
            throw new IllegalStateException("no repository of " + did);
        }
        return Events.sync(did, head.rev(), Cars.commit(head), clock.instant());
    }

    /// Makes the writes as one commit, all of them or none. Returns once they are durable.
    ///
    /// @param swapCommit the commit that the repository must be at, or null for any
    public WriteOutcome apply(Did did, List<? extends Write> writes, @Nullable Cid swapCommit) {
        if (writes.size() > WRITES_MAX) {
            return new WriteOutcome.Refused(Reason.TOO_MANY_WRITES, "Too many writes. Max: " + WRITES_MAX);
        }
        return locked(did, () -> {
            for (int i = 0; i < TRIES_MAX; i++) {
                var outcome = attempt(did, writes, swapCommit);
                if (outcome != null) {
                    return outcome;
                }
                live.invalidate(did);
            }
            throw new IllegalStateException("lost the race for the head of " + did + " " + TRIES_MAX + " times");
        });
    }

    /// One try; null if the head had moved.
    private @Nullable WriteOutcome attempt(Did did, List<? extends Write> writes, @Nullable Cid swapCommit) {
        var repo = live(did);
        if (repo == null) {
            return new WriteOutcome.Refused(Reason.NO_REPO, "No repo root found for " + did);
        }
        var head = repo.head();
        if (swapCommit != null && !swapCommit.equals(head.commit())) {
            return new WriteOutcome.StaleCommit(head.commit());
        }
        var source = nodes.over(stub -> store.node(head.repo(), stub));
        var tree = new Tree(source, repo.root());
        var builder = new CommitBuilder(store, lexicons, did, repo, tree, tids.nextAfter(head.rev()));
        for (var write : writes) {
            var refusal = builder.add(write);
            if (refusal != null) {
                return refusal;
            }
        }
        return builder.isEmpty() ? new WriteOutcome.Unchanged() : commit(did, repo, builder);
    }

    private @Nullable WriteOutcome commit(Did did, LiveRepo repo, CommitBuilder builder) {
        return switch (builder.build(keys.of(did), clock.instant())) {
            case CommitBuilder.Built.TooLarge() ->
                new WriteOutcome.Refused(Reason.EVENT_TOO_LARGE, "Too many writes. Max event size: 2MB");
            case CommitBuilder.Built.Ready(RepoChange change) -> {
                for (var blob : builder.blobsToKeep()) {
                    if (!keep(did, blob)) {
                        yield new WriteOutcome.Refused(Reason.BLOB_NOT_FOUND, "Could not find blob: " + blob.cid());
                    }
                }
                if (!store(change)) {
                    yield null;
                }
                live.put(did, repo.after(change, builder.storedRoot()));
                change.blobsGone().forEach(cid -> blobs.delete(did, cid));
                yield new WriteOutcome.Committed(
                        change.next().commit(), change.next().rev());
            }
        };
    }

    private boolean keep(Did did, RepoChange.BlobRow blob) {
        var key = blob.temporaryKey();
        return key == null || blobs.makePermanent(did, key, blob.cid());
    }

    /// Deletes a repository with its records and blobs, and appends an event that tells of it, in one durable
    /// write. The blobs' bytes go afterwards.
    public void delete(Did did, EventFrame event) {
        locked(did, () -> {
            store.delete(did, event);
            live.invalidate(did);
            blobs.deleteAll(did);
            return did;
        });
    }

    /// Takes a record down, with the moderators' reference, or lifts that where it is null: it is hidden, and stays in
    /// the repository. False if there is none.
    public boolean takeDown(Did did, Nsid collection, RecordKey rkey, @Nullable String ref) {
        return locked(did, () -> {
            var head = head(did);
            return head != null && store.hide(head.repo(), collection.text() + '/' + rkey.text(), ref);
        });
    }

    /// Makes a change durable. False if the head had moved; what is remembered of the repository is forgotten then.
    private boolean store(RepoChange change) {
        boolean done = false;
        try {
            done = queue.commit(change);
        } finally {
            if (!done) {
                live.invalidate(change.did());
            }
        }
        return done;
    }

    /// Runs alone among all that changes this repository.
    public <T extends @Nullable Object> T locked(Did did, Supplier<T> work) {
        var lock = locks.get(did, d -> new ReentrantLock());
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /// Puts a repository under a new number in the place of another, and forgets the old one. The caller holds its
    /// lock.
    boolean replace(RepoChange change) {
        boolean done = store(change);
        live.invalidate(change.did());
        return done;
    }

    NodeCache nodes() {
        return nodes;
    }

    /// Gives back memory that is kept for a time of load; what is needed again is read again.
    public void giveBack() {
        live.invalidateAll();
        nodes.clear();
    }

    /// Finishes the commits that wait, and takes no more.
    @Override
    public void close() {
        queue.close();
    }
}
