package dev.rookery.pds.repo;

import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Subtree;

/// A repository as its last commit left it: where it stands, and the part of its tree that is at hand, so that the next
/// commit need not load it.
///
/// @param root the tree's root with the nodes that recent commits made below it
/// @param nodes how many nodes are held, roughly
record LiveRepo(RepoHead head, Subtree root, int nodes) {
    /// How many nodes are held for one repository before all but the root are let go.
    private static final int NODES_MAX = 1024;

    /// A repository of which nothing but the head is loaded.
    static LiveRepo at(RepoHead head) {
        return new LiveRepo(head, Stub.root(head.data()), 0);
    }

    /// The repository after a commit that made `added` nodes.
    LiveRepo after(RepoHead next, Node newRoot, int added) {
        return nodes + added > NODES_MAX
                ? new LiveRepo(next, newRoot.detached(), 1)
                : new LiveRepo(next, newRoot, nodes + added);
    }
}
