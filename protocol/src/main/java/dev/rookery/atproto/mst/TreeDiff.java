package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What two trees do not have in common, found without reading the subtrees that they share.
public final class TreeDiff {
    /// A key whose value is not the same in both trees.
    ///
    /// @param before null where the first tree does not have the key
    /// @param after null where the second tree does not have it
    public record Change(
            String key, @Nullable Cid before, @Nullable Cid after) {}

    private final Side before;
    private final Side after;
    private final Consumer<Change> changes;

    /// A cursor, and whether there is more on its side.
    private static final class Side {
        final Cursor cursor;
        boolean more;

        Side(Tree tree) {
            cursor = new Cursor(tree.source(), tree.source().resolve(tree.root()), "");
            more = cursor.subtree() != null;
        }

        @Nullable
        Subtree subtree() {
            return more ? cursor.subtree() : null;
        }

        void advance() {
            more = cursor.advance();
        }

        void skip() {
            more = cursor.skip();
        }
    }

    private TreeDiff(Tree before, Tree after, Consumer<Change> changes) {
        this.before = new Side(before);
        this.after = new Side(after);
        this.changes = changes;
    }

    /// Tells every change from the first tree to the second, in key order.
    public static void between(Tree before, Tree after, Consumer<Change> changes) {
        new TreeDiff(before, after, changes).run();
    }

    private void run() {
        while (before.more || after.more) {
            var left = before.subtree();
            var right = after.subtree();
            if (left != null && right != null) {
                descend(left, right);
            } else if (left != null) {
                before.advance();
            } else if (right != null) {
                after.advance();
            } else {
                entries();
            }
        }
    }

    private void descend(Subtree left, Subtree right) {
        if (left.cid().equals(right.cid())) {
            before.skip();
            after.skip();
            return;
        }
        int difference = layer(left) - layer(right);
        if (difference >= 0) {
            before.advance();
        }
        if (difference <= 0) {
            after.advance();
        }
    }

    private static int layer(Subtree subtree) {
        return switch (subtree) {
            case Node node -> node.layer();
            case Stub stub -> stub.layer();
        };
    }

    private void entries() {
        int order = !before.more ? 1 : !after.more ? -1 : before.cursor.key().compareTo(after.cursor.key());
        var was = order <= 0 ? before.cursor.value() : null;
        var is = order >= 0 ? after.cursor.value() : null;
        var key = order <= 0 ? before.cursor.key() : after.cursor.key();
        if (was == null || !was.equals(is)) {
            changes.accept(new Change(key, was, is));
        }
        if (order <= 0) {
            before.advance();
        }
        if (order >= 0) {
            after.advance();
        }
    }
}
