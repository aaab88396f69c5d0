package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A walk over a tree in key order, holding only the nodes on the way to where it stands. Belongs to one thread.
///
/// It stops before subtrees as well as at entries, so that a caller may skip what it knows.
public final class Cursor {
    private final NodeSource source;
    private final ArrayDeque<Place> stack = new ArrayDeque<>();
    private @Nullable Subtree pending;
    private boolean started;

    private static final class Place {
        final Node node;
        int index;
        boolean linkDone;

        Place(Node node, int index, boolean linkDone) {
            this.node = node;
            this.index = index;
            this.linkDone = linkDone;
        }
    }

    Cursor(NodeSource source, Subtree root, String fromKey) {
        this.source = source;
        if (fromKey.isEmpty()) {
            pending = root;
        } else {
            descend(root, fromKey);
        }
    }

    private void descend(Subtree root, String fromKey) {
        @Nullable Subtree at = root;
        while (at != null) {
            var node = source.resolve(at);
            int i = node.lowerBound(fromKey);
            stack.push(new Place(node, i, true));
            at = node.hasKeyAt(i, fromKey) ? null : node.link(i);
        }
    }

    /// Goes to the next entry; false at the end.
    public boolean next() {
        while (advance()) {
            if (pending == null) {
                return true;
            }
        }
        return false;
    }

    /// Goes to the next stop: a subtree, or an entry.
    boolean advance() {
        if (pending != null) {
            stack.push(new Place(source.resolve(pending), 0, false));
            pending = null;
        } else {
            leave();
        }
        return settle();
    }

    /// Passes over the subtree it stands before.
    boolean skip() {
        pending = null;
        return settle();
    }

    private void leave() {
        if (started && !stack.isEmpty()) {
            var top = stack.element();
            top.index++;
            top.linkDone = false;
        }
    }

    private boolean settle() {
        started = true;
        while (!stack.isEmpty()) {
            var top = stack.element();
            if (!top.linkDone) {
                top.linkDone = true;
                pending = top.node.link(top.index);
                if (pending != null) {
                    return true;
                }
            }
            if (top.index < top.node.size()) {
                return true;
            }
            stack.pop();
        }
        return false;
    }

    /// The subtree it stands before, or null at an entry.
    @Nullable
    Subtree subtree() {
        return pending;
    }

    /// The key of the entry it stands at.
    public String key() {
        return place().node.key(place().index);
    }

    /// The value of the entry it stands at.
    public Cid value() {
        return place().node.value(place().index);
    }

    private Place place() {
        return stack.element();
    }
}
