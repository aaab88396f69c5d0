package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import org.jspecify.annotations.Nullable;

/// A walk over a whole tree that checks its shape on the way: key order, the height of every key, no node missing
/// between layers, none empty. Holds one path of nodes.
///
/// Nodes come before what is below them, entries in key order: the order in which repositories are exported.
public final class TreeWalk {
    /// Whom the walk tells what it meets.
    public interface Visitor {
        void node(Node node);

        void entry(String key, Cid value);
    }

    private final NodeSource source;
    private final Visitor visitor;
    private String last = "";

    private TreeWalk(NodeSource source, Visitor visitor) {
        this.source = source;
        this.visitor = visitor;
    }

    /// Walks the tree.
    ///
    /// @throws InvalidTreeException where its shape is wrong
    public static void over(Tree tree, Visitor visitor) {
        var walk = new TreeWalk(tree.source(), visitor);
        var root = walk.source.resolve(tree.root());
        if (root.size() == 0 && root.link(0) != null) {
            throw new InvalidTreeException("the root has a link and no key");
        }
        walk.node(root);
    }

    private void node(Node node) {
        visitor.node(node);
        for (int i = 0; i <= node.size(); i++) {
            below(node, node.link(i));
            if (i < node.size()) {
                entry(node, i);
            }
        }
    }

    private void below(Node node, @Nullable Subtree link) {
        if (link == null) {
            return;
        }
        if (node.layer() == 0) {
            throw new InvalidTreeException("node " + node.cid() + " at layer 0 has a link");
        }
        var child = source.resolve(link);
        if (child.isVoid()) {
            throw new InvalidTreeException("node " + child.cid() + " is empty");
        }
        node(child);
    }

    private void entry(Node node, int index) {
        var key = node.key(index);
        if (key.compareTo(last) <= 0) {
            throw new InvalidTreeException("key " + key + " is out of order");
        }
        if (Keys.height(key) != node.layer()) {
            throw new InvalidTreeException("key " + key + " is at layer " + node.layer());
        }
        last = key;
        visitor.entry(key, node.value(index));
    }
}
