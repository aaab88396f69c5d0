package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One node of the tree: `n` entries in key order with `n + 1` links around them.
///
/// Immutable in all that it says of the tree; its bytes and CID are worked out when first asked for. Safe to share
/// between threads once it is stored.
public final class Node implements Subtree {
    /// What a node and each of its entries take in memory beside keys and bytes, roughly.
    private static final int MEMORY_BASE = 128;

    private static final int MEMORY_ENTRY = 160;
    private static final String[] NO_KEYS = {};
    private static final Cid[] NO_VALUES = {};

    private final int layer;
    private boolean stored;
    final String[] keys;
    final Cid[] values;
    final @Nullable Subtree[] links;
    private @Nullable String first;
    private volatile @Nullable Block block;
    /// What this node was made from by changing one link, until its own bytes are known.
    private volatile @Nullable Basis basis;

    private record Block(byte[] bytes, Cid cid) {}

    /// The bytes of another node, which has something else in one link.
    private record Basis(byte[] bytes, int index, Subtree link) {}

    Node(int layer, String[] keys, Cid[] values, @Nullable Subtree[] links) {
        this(layer, false, keys, values, links);
    }

    Node(int layer, boolean stored, String[] keys, Cid[] values, @Nullable Subtree[] links) {
        this.layer = layer;
        this.stored = stored;
        this.keys = keys;
        this.values = values;
        this.links = links;
    }

    /// The node of a tree without keys.
    public static Node empty() {
        return new Node(0, NO_KEYS, NO_VALUES, new @Nullable Subtree[1]);
    }

    /// A node without keys around one subtree, which stands a layer below.
    static Node around(int layer, Subtree below) {
        return new Node(layer, NO_KEYS, NO_VALUES, new @Nullable Subtree[] {below});
    }

    /// Reads a stored node.
    ///
    /// @param stub what is known of it; the layer of a root is taken from its first key
    /// @throws InvalidTreeException where the bytes are no node
    public static Node decode(Stub stub, byte[] bytes) {
        var node = NodeCodec.decode(stub, bytes);
        node.first = stub.first();
        node.block = new Block(bytes, stub.cid());
        return node;
    }

    public int layer() {
        return layer;
    }

    /// Whether it is in the source, and not just made by an edit.
    boolean isStored() {
        return stored;
    }

    /// Says that the source has it now: edits from here on count it as there before. To be called by whoever holds the
    /// tree alone.
    public void markStored() {
        stored = true;
    }

    /// The number of entries.
    public int size() {
        return keys.length;
    }

    public String key(int index) {
        return keys[index];
    }

    public Cid value(int index) {
        return values[index];
    }

    /// The subtree left of entry `index`, or right of the last one for `index == size()`.
    public @Nullable Subtree link(int index) {
        return links[index];
    }

    /// The smallest key of the subtree; empty for an empty tree. Loads nodes where the way there is not known.
    public String first(NodeSource source) {
        var known = first;
        if (known == null) {
            known = findFirst(source);
            first = known;
        }
        return known;
    }

    private String findFirst(NodeSource source) {
        var left = links[0];
        if (left == null) {
            return keys.length == 0 ? "" : keys[0];
        }
        if (left instanceof Stub stub && stub.first() != null) {
            return stub.first();
        }
        return source.resolve(left).first(source);
    }

    @Override
    public Cid cid() {
        return block().cid;
    }

    /// The encoded node: not to be changed.
    public byte[] bytes() {
        return block().bytes;
    }

    /// About how many bytes of memory it takes: keys that share their beginnings take far less in the encoded node.
    public int memory() {
        long memory = MEMORY_BASE + bytes().length + (long) MEMORY_ENTRY * keys.length;
        for (var key : keys) {
            memory += key.length();
        }
        return (int) Math.min(memory, Integer.MAX_VALUE);
    }

    private Block block() {
        var known = block;
        if (known == null) {
            var from = basis;
            var bytes = from == null ? NodeCodec.encode(this) : relinked(from);
            known = new Block(bytes, Cid.dagCbor(bytes));
            block = known;
            basis = null;
        }
        return known;
    }

    /// Spares encoding all the entries anew: above the place of a change, most nodes change in one link.
    private static byte[] relinked(Basis from) {
        var bytes = from.bytes.clone();
        from.link.cid().copyTo(bytes, NodeCodec.linkOffset(bytes, from.index));
        return bytes;
    }

    /// This node with stubs for links: what may be held without holding the tree below. It counts as stored.
    public Node detached() {
        var stubs = links.clone();
        for (int i = 0; i < stubs.length; i++) {
            if (stubs[i] instanceof Node below) {
                stubs[i] = new Stub(below.cid(), layer - 1, below.first, i == 0 ? null : keys[i - 1]);
            }
        }
        var copy = new Node(layer, true, keys, values, stubs);
        copy.first = first;
        copy.block = block();
        return copy;
    }

    /// Whether it says the same as another node: its CID is the same then, without being worked out.
    boolean isSame(Node other, NodeSource othersSource) {
        if (layer != other.layer || !Arrays.equals(keys, other.keys) || !Arrays.equals(values, other.values)) {
            return false;
        }
        for (int i = 0; i < links.length; i++) {
            if (!isSame(links[i], other.links[i], othersSource)) {
                return false;
            }
        }
        return true;
    }

    static boolean isSame(@Nullable Subtree a, @Nullable Subtree b, NodeSource bSource) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a instanceof Node node && node.block == null) {
            return node.isSame(bSource.resolve(b), bSource);
        }
        return a.cid().equals(b.cid());
    }

    /// The index of the first key that is not below the given one.
    int lowerBound(String key) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle].compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean hasKeyAt(int index, String key) {
        return index < keys.length && keys[index].equals(key);
    }

    /// Whether nothing is left here: no entry and no link.
    boolean isVoid() {
        return keys.length == 0 && links[0] == null;
    }

    Node withValue(int index, Cid value) {
        var changed = values.clone();
        changed[index] = value;
        return new Node(layer, keys, changed, links);
    }

    Node withLink(int index, @Nullable Subtree link) {
        var changed = links.clone();
        changed[index] = link;
        var node = new Node(layer, keys, values, changed);
        if (link != null && links[index] != null) {
            node.basis = basisFor(index, link);
        }
        return node;
    }

    private @Nullable Basis basisFor(int index, Subtree link) {
        var known = block;
        if (known != null) {
            return new Basis(known.bytes, index, link);
        }
        var from = basis;
        return from != null && from.index == index ? new Basis(from.bytes, index, link) : null;
    }

    /// This node with one more entry; `left` and `right` take the place of link `index`.
    Node withEntry(int index, String key, Cid value, @Nullable Subtree left, @Nullable Subtree right) {
        int n = keys.length;
        var newKeys = Arrays.copyOf(keys, n + 1);
        var newValues = Arrays.copyOf(values, n + 1);
        var newLinks = Arrays.copyOf(links, n + 2);
        System.arraycopy(keys, index, newKeys, index + 1, n - index);
        System.arraycopy(values, index, newValues, index + 1, n - index);
        System.arraycopy(links, index, newLinks, index + 1, n + 1 - index);
        newKeys[index] = key;
        newValues[index] = value;
        newLinks[index] = left;
        newLinks[index + 1] = right;
        return new Node(layer, newKeys, newValues, newLinks);
    }

    /// This node without entry `index`; `joined` takes the place of the two links beside it.
    Node withoutEntry(int index, @Nullable Subtree joined) {
        int n = keys.length;
        var newKeys = Arrays.copyOf(keys, n - 1);
        var newValues = Arrays.copyOf(values, n - 1);
        var newLinks = Arrays.copyOf(links, n);
        System.arraycopy(keys, index + 1, newKeys, index, n - 1 - index);
        System.arraycopy(values, index + 1, newValues, index, n - 1 - index);
        System.arraycopy(links, index + 1, newLinks, index, n - index);
        newLinks[index] = joined;
        return new Node(layer, newKeys, newValues, newLinks);
    }

    /// The entries below `index`, with `last` as the link behind them; null where nothing is left.
    @Nullable
    Node before(int index, @Nullable Subtree last) {
        var newLinks = Arrays.copyOf(links, index + 1);
        newLinks[index] = last;
        var part = new Node(layer, Arrays.copyOf(keys, index), Arrays.copyOf(values, index), newLinks);
        return part.isVoid() ? null : part;
    }

    /// The entries from `index` on, with `firstLink` as the link before them; null where nothing is left.
    @Nullable
    Node from(int index, @Nullable Subtree firstLink) {
        int n = keys.length;
        var newLinks = Arrays.copyOfRange(links, index, n + 1);
        newLinks[0] = firstLink;
        var part = new Node(layer, Arrays.copyOfRange(keys, index, n), Arrays.copyOfRange(values, index, n), newLinks);
        return part.isVoid() ? null : part;
    }

    /// This node's entries followed by another's, with `joined` as the link between them.
    Node joinedWith(Node right, @Nullable Subtree joined) {
        int n = keys.length;
        int m = right.keys.length;
        var newKeys = Arrays.copyOf(keys, n + m);
        var newValues = Arrays.copyOf(values, n + m);
        var newLinks = Arrays.copyOf(links, n + m + 1);
        System.arraycopy(right.keys, 0, newKeys, n, m);
        System.arraycopy(right.values, 0, newValues, n, m);
        System.arraycopy(right.links, 0, newLinks, n, m + 1);
        newLinks[n] = joined;
        return new Node(layer, newKeys, newValues, newLinks);
    }
}
