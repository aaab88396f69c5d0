package dev.rookery.atproto.commit;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Undoes the operations of a commit, to learn the tree before it (invariant I3).
///
/// Works on a partial tree, such as the blocks of one event: that is how a follower knows that nothing was left out.
public final class Inversion {
    /// The root before the operations, see [#treeBefore].
    public static Cid rootBefore(Tree tree, List<RecordOp> ops) {
        return treeBefore(tree, ops).cid();
    }

    /// The tree before the operations.
    ///
    /// @param tree the tree after them
    /// @throws InvalidCommitException where an operation is not what happened
    /// @throws dev.rookery.atproto.mst.MissingNodeException where the partial tree does not suffice
    public static Tree treeBefore(Tree tree, List<RecordOp> ops) {
        var edit = tree.edit();
        for (int i = ops.size() - 1; i >= 0; i--) {
            var op = ops.get(i);
            var is = op.prev() == null ? edit.delete(op.path()) : edit.put(op.path(), op.prev());
            if (!same(is, op.cid())) {
                throw new InvalidCommitException(
                        op.action() + " of " + op.path() + " names " + op.cid() + " but it is " + is);
            }
        }
        return edit.tree();
    }

    private static boolean same(@Nullable Cid a, @Nullable Cid b) {
        return a == null ? b == null : a.equals(b);
    }

    private Inversion() {}
}
