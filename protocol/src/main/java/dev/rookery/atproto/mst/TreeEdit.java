package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change of a tree, one key at a time. Belongs to one thread.
///
/// Costs O(log n) nodes a key. Nodes that the change gives up are remembered, so that a store can drop them.
public final class TreeEdit {
    private final NodeSource source;
    private final List<Node> dropped = new ArrayList<>();
    private Node root;

    TreeEdit(NodeSource source, Node root) {
        this.source = source;
        this.root = root;
    }

    /// The tree as changed so far.
    public Tree tree() {
        return new Tree(source, root);
    }

    /// The nodes made by this edit that are in the tree now, from the root down, in walk order.
    public List<Node> written() {
        var written = new ArrayList<Node>();
        collect(root, written);
        return written;
    }

    private void collect(Subtree subtree, List<Node> into) {
        if (subtree instanceof Node node && !node.isStored()) {
            into.add(node);
            for (var link : node.links) {
                if (link != null) {
                    collect(link, into);
                }
            }
        }
    }

    /// The stored nodes that this edit took apart: they are no longer in the tree, unless written again.
    public List<Node> dropped() {
        return dropped;
    }

    private void drop(Node node) {
        if (node.isStored()) {
            dropped.add(node);
        }
    }

    /// Sets a key's value. Returns the value it had, or null.
    public @Nullable Cid put(String key, Cid value) {
        var known = tree().get(key);
        if (value.equals(known)) {
            return known;
        }
        int height = Keys.height(key);
        if (root.isVoid()) {
            drop(root);
            root = leaf(height, key, value, null, null);
        } else if (height > root.layer()) {
            var halves = split(root, key);
            root = leaf(height, key, value, lift(halves.left, height - 1), lift(halves.right, height - 1));
        } else {
            root = put(root, key, value, height);
        }
        return known;
    }

    private Node put(Node node, String key, Cid value, int height) {
        drop(node);
        int i = node.lowerBound(key);
        var link = node.link(i);
        if (node.layer() > height) {
            var below = link == null
                    ? lift(leaf(height, key, value, null, null), node.layer() - 1)
                    : put(source.resolve(link), key, value, height);
            return node.withLink(i, below);
        }
        if (node.hasKeyAt(i, key)) {
            return node.withValue(i, value);
        }
        var halves = split(link, key);
        return node.withEntry(i, key, value, halves.left, halves.right);
    }

    /// Removes a key. Returns the value it had, or null where it was not there.
    public @Nullable Cid delete(String key) {
        var known = tree().get(key);
        if (known != null) {
            var rest = delete(root, key);
            root = trimmed(rest == null ? Node.empty() : rest);
        }
        return known;
    }

    private @Nullable Node delete(Node node, String key) {
        drop(node);
        int i = node.lowerBound(key);
        if (node.hasKeyAt(i, key)) {
            return orNull(node.withoutEntry(i, join(node.link(i), node.link(i + 1))));
        }
        var link = node.link(i);
        if (link == null) {
            throw new IllegalStateException("not in the tree: " + key);
        }
        return orNull(node.withLink(i, delete(source.resolve(link), key)));
    }

    private static @Nullable Node orNull(Node node) {
        return node.isVoid() ? null : node;
    }

    private Node trimmed(Node top) {
        var node = top;
        while (node.size() == 0) {
            var only = node.link(0);
            if (only == null) {
                break;
            }
            drop(node);
            node = source.resolve(only);
        }
        return node;
    }

    private record Halves(@Nullable Subtree left, @Nullable Subtree right) {}

    /// Cuts a subtree in two: what is below the key, and what is above it. A half that is all of it stays as it is.
    private Halves split(@Nullable Subtree subtree, String key) {
        if (subtree == null) {
            return new Halves(null, null);
        }
        var node = source.resolve(subtree);
        int i = node.lowerBound(key);
        var middle = split(node.link(i), key);
        if (i == node.size() && middle.right == null) {
            return new Halves(subtree, null);
        }
        if (i == 0 && middle.left == null) {
            return new Halves(null, subtree);
        }
        drop(node);
        return new Halves(node.before(i, middle.left), node.from(i, middle.right));
    }

    /// Makes one subtree of two neighbours of the same layer.
    private @Nullable Subtree join(@Nullable Subtree left, @Nullable Subtree right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        var a = source.resolve(left);
        var b = source.resolve(right);
        drop(a);
        drop(b);
        return a.joinedWith(b, join(a.link(a.size()), b.link(0)));
    }

    /// Puts nodes without keys above a subtree until it stands at the layer.
    private static @Nullable Subtree lift(@Nullable Subtree subtree, int layer) {
        if (!(subtree instanceof Node node)) {
            return subtree;
        }
        var top = node;
        while (top.layer() < layer) {
            top = Node.around(top.layer() + 1, top);
        }
        return top;
    }

    private static Node leaf(int layer, String key, Cid value, @Nullable Subtree left, @Nullable Subtree right) {
        return new Node(layer, new String[] {key}, new Cid[] {value}, new @Nullable Subtree[] {left, right});
    }
}
