package dev.rookery.pds.repo;

import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Subtree;
import dev.rookery.atproto.syntax.Nsid;
import java.util.HashSet;
import java.util.Set;

/// A repository as its last commit left it: where it stands, and the part of its tree that is at hand, so that the next
/// commit need not load it.
///
/// @param root the tree's root with the nodes that recent commits made below it
/// @param nodes how many nodes are held, roughly
/// @param collections some that are listed as having records, so that a commit need not list them again
record LiveRepo(RepoHead head, Subtree root, int nodes, Set<Nsid> collections) {
    /// How many nodes are held for one repository before all but the root are let go.
    private static final int NODES_MAX = 1024;

    /// How many collections are held for one repository before all are let go.
    private static final int COLLECTIONS_MAX = 64;

    /// A repository of which nothing but the head is loaded.
    static LiveRepo at(RepoHead head) {
        return new LiveRepo(head, Stub.root(head.data()), 0, Set.of());
    }

    /// The repository after a commit.
    LiveRepo after(RepoChange change, Node newRoot) {
        int held = nodes + change.nodes().size();
        return held > NODES_MAX
                ? new LiveRepo(change.next(), newRoot.detached(), 1, listedAfter(change))
                : new LiveRepo(change.next(), newRoot, held, listedAfter(change));
    }

    private Set<Nsid> listedAfter(RepoChange change) {
        if (change.collections().isEmpty() && change.collectionsGone().isEmpty()) {
            return collections;
        }
        var after = new HashSet<>(collections);
        after.addAll(change.collections());
        change.collectionsGone().forEach(after::remove);
        return after.size() > COLLECTIONS_MAX ? Set.of() : Set.copyOf(after);
    }
}
