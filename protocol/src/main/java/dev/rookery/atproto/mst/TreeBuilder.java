package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes a whole tree of entries that come in key order. Belongs to one thread.
///
/// Holds one unfinished node a layer. A node is handed over once nothing more can come into it, after those below it.
public final class TreeBuilder {
    private final Consumer<Node> finished;
    private final List<Level> levels = new ArrayList<>();
    private String last = "";

    /// The node of a layer, as far as its entries have come.
    private static final class Level {
        final List<String> keys = new ArrayList<>();
        final List<Cid> values = new ArrayList<>();
        final List<@Nullable Subtree> links = new ArrayList<>();
        /// What stands behind the last entry.
        @Nullable
        Subtree behind;

        boolean isVoid() {
            return keys.isEmpty() && behind == null;
        }
    }

    /// @param finished takes every node; the last one is the root
    public TreeBuilder(Consumer<Node> finished) {
        this.finished = finished;
    }

    /// Adds the next entry.
    ///
    /// @throws InvalidTreeException if its key does not come after the one before
    public void add(String key, Cid value) {
        if (key.compareTo(last) <= 0) {
            throw new InvalidTreeException("key " + key + " is out of order");
        }
        last = key;
        int height = Keys.height(key);
        finishBelow(height);
        var level = level(height);
        level.keys.add(key);
        level.values.add(value);
        level.links.add(level.behind);
        level.behind = null;
    }

    /// Finishes the tree, and returns the CID of its root.
    public Cid finish() {
        int top = levels.size() - 1;
        var root = Node.empty();
        if (top >= 0) {
            finishBelow(top);
            root = node(top, levels.get(top));
        }
        finished.accept(root);
        return root.cid();
    }

    private Level level(int layer) {
        while (levels.size() <= layer) {
            levels.add(new Level());
        }
        return levels.get(layer);
    }

    /// Hangs what is unfinished below a layer into it.
    private void finishBelow(int layer) {
        for (int i = 0; i < layer; i++) {
            var level = level(i);
            if (!level.isVoid()) {
                var node = node(i, level);
                finished.accept(node);
                level(i + 1).behind = new Stub(node.cid(), i, first(node), null);
                levels.set(i, new Level());
            }
        }
    }

    private static Node node(int layer, Level level) {
        level.links.add(level.behind);
        return new Node(
                layer,
                level.keys.toArray(String[]::new),
                level.values.toArray(Cid[]::new),
                level.links.toArray(new @Nullable Subtree[0]));
    }

    private static String first(Node node) {
        return node.first(stub -> {
            throw new IllegalStateException("the first key below " + stub.cid() + " is not known");
        });
    }
}
