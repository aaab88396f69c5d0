package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One state of a repository's tree: a root, and the source of the nodes below it.
///
/// Immutable, and as safe to share as its source.
public record Tree(NodeSource source, Subtree root) {

    /// A tree without keys.
    public static Tree empty(NodeSource source) {
        return new Tree(source, Node.empty());
    }

    /// The tree under a stored root, which is loaded when first needed.
    public static Tree at(NodeSource source, Cid root) {
        return new Tree(source, Stub.root(root));
    }

    public Cid cid() {
        return root.cid();
    }

    /// Whether both trees have the same root. Where this one was just edited, that is found without the bytes of its
    /// nodes.
    public boolean isSame(Tree other) {
        return Node.isSame(root, other.root, other.source);
    }

    /// The value of a key, or null where the tree does not have it.
    public @Nullable Cid get(String key) {
        @Nullable Subtree at = root;
        while (at != null) {
            var node = source.resolve(at);
            int i = node.lowerBound(key);
            if (node.hasKeyAt(i, key)) {
                return node.value(i);
            }
            at = node.link(i);
        }
        return null;
    }

    /// A walk over all entries from a key on, in key order.
    public Cursor cursor(String fromKey) {
        return new Cursor(source, root, fromKey);
    }

    /// Begins a change; this tree stays as it is.
    public TreeEdit edit() {
        return new TreeEdit(source, source.resolve(root));
    }

    /// The nodes from the root to where a key is, or would be: the proof that it is in the tree with its value, or not.
    public Map<Cid, Node> proof(String key) {
        var proof = new LinkedHashMap<Cid, Node>();
        @Nullable Subtree at = root;
        while (at != null) {
            var node = source.resolve(at);
            proof.put(node.cid(), node);
            int i = node.lowerBound(key);
            at = node.hasKeyAt(i, key) ? null : node.link(i);
        }
        return proof;
    }

    /// Adds the nodes that must be known to undo a change of this key: the path to it, and where it is in the tree the
    /// edges of the two subtrees beside it, which its removal would join.
    public void coveringProof(String key, Map<Cid, Node> proof) {
        @Nullable Subtree at = root;
        while (at != null) {
            var node = source.resolve(at);
            proof.put(node.cid(), node);
            int i = node.lowerBound(key);
            if (node.hasKeyAt(i, key)) {
                edge(node.link(i), key, proof);
                edge(node.link(i + 1), key, proof);
                return;
            }
            at = node.link(i);
        }
    }

    private void edge(@Nullable Subtree from, String key, Map<Cid, Node> proof) {
        var at = from;
        while (at != null) {
            var node = source.resolve(at);
            proof.put(node.cid(), node);
            at = node.link(node.lowerBound(key));
        }
    }
}
