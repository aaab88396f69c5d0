package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.data.InvalidDataException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Nodes as DAG-CBOR. Strict: a node that decodes encodes to the same bytes.
final class NodeCodec {
    /// About what a node and each of its entries take, so that the buffer need not grow.
    private static final int FRAME_BYTES = 64;

    private static final int ENTRY_BYTES = 128;

    /// What stands between the parts of a node, which always come in this order.
    private static final byte[] ENTRIES = {(byte) 0xa2, 0x61, 'e'};

    private static final byte[] LEFT = {0x61, 'l'};
    private static final byte[] KEY = {(byte) 0xa4, 0x61, 'k'};
    private static final byte[] PREFIX = {0x61, 'p'};
    private static final byte[] TREE = {0x61, 't'};
    private static final byte[] NO_TREE = {0x61, 't', (byte) 0xf6};
    /// In an entry's map: `k`, the rest of the key, `p`, the length of the prefix, `t`.
    private static final int ITEMS_BEFORE_LINK = 5;

    private static final byte[] VALUE = {0x61, 'v'};

    static byte[] encode(Node node) {
        var out = new CborWriter(FRAME_BYTES + node.keys.length * ENTRY_BYTES);
        out.raw(ENTRIES);
        out.arrayHeader(node.keys.length);
        var previous = "";
        for (int i = 0; i < node.keys.length; i++) {
            var key = node.keys[i];
            int shared = Keys.sharedPrefix(previous, key);
            out.raw(KEY);
            out.asciiBytes(key, shared);
            out.raw(PREFIX);
            out.integer(shared);
            var tree = node.links[i + 1];
            if (tree == null) {
                out.raw(NO_TREE);
            } else {
                out.raw(TREE).link(tree.cid());
            }
            out.raw(VALUE);
            out.link(node.values[i]);
            previous = key;
        }
        out.raw(LEFT);
        var left = node.links[0];
        if (left == null) {
            out.nul();
        } else {
            out.link(left.cid());
        }
        return out.toByteArray();
    }

    /// Where the CID of a link stands in the bytes of a node that has it.
    static int linkOffset(byte[] bytes, int link) {
        if (link == 0) {
            return bytes.length - Cid.LENGTH;
        }
        var in = new CborReader(bytes);
        in.mapHeader();
        in.skipValue();
        in.arrayHeader();
        for (int i = 1; i < link; i++) {
            in.skipValue();
        }
        in.mapHeader();
        for (int i = 0; i < ITEMS_BEFORE_LINK; i++) {
            in.skipValue();
        }
        in.link();
        return in.position() - Cid.LENGTH;
    }

    static Node decode(Stub stub, byte[] bytes) {
        try {
            var in = new CborReader(bytes);
            var node = decode(stub, in);
            in.end();
            return node;
        } catch (InvalidDataException e) {
            throw new InvalidTreeException("node " + stub.cid() + ": " + e.getMessage(), e);
        }
    }

    private static Node decode(Stub stub, CborReader in) {
        expect(in.mapHeader() == 2, "is no map of two");
        name(in, "e");
        int size = in.arrayHeader();
        var keys = new String[size];
        var values = new Cid[size];
        List<@Nullable Cid> right = new ArrayList<>(size);
        var previous = "";
        for (int i = 0; i < size; i++) {
            expect(in.mapHeader() == 4, "entry is no map of four");
            name(in, "k");
            var rest = in.bytes();
            name(in, "p");
            keys[i] = key(previous, in.integer(), rest);
            name(in, "t");
            right.add(optionalLink(in));
            name(in, "v");
            values[i] = in.link();
            previous = keys[i];
        }
        name(in, "l");
        var left = optionalLink(in);
        int layer = layer(stub, keys, left);
        var links = new @Nullable Subtree[size + 1];
        links[0] = left == null
                ? null
                : new Stub(left, layer - 1, stub.first(), stub.first() == null ? stub.after() : null);
        for (int i = 0; i < size; i++) {
            var cid = right.get(i);
            links[i + 1] = cid == null ? null : new Stub(cid, layer - 1, null, keys[i]);
        }
        expect(layer > 0 || Arrays.stream(links).allMatch(Objects::isNull), "at layer 0 has a link");
        return new Node(layer, true, keys, values, links);
    }

    private static int layer(Stub stub, String[] keys, @Nullable Cid left) {
        if (stub.layer() != Stub.LAYER_UNKNOWN) {
            return stub.layer();
        }
        expect(keys.length > 0 || left == null, "root has a link and no key");
        return keys.length == 0 ? 0 : Keys.height(keys[0]);
    }

    private static String key(String previous, long shared, byte[] rest) {
        expect(shared >= 0 && shared <= previous.length(), "prefix is longer than the key before");
        var key = previous.substring(0, (int) shared).concat(new String(rest, StandardCharsets.ISO_8859_1));
        expect(Keys.isValid(key), "key is no record path");
        expect(key.compareTo(previous) > 0, "keys are not in order");
        expect(Keys.sharedPrefix(previous, key) == shared, "prefix is not the whole that is shared");
        return key;
    }

    private static @Nullable Cid optionalLink(CborReader in) {
        return in.tryNull() ? null : in.link();
    }

    private static void name(CborReader in, String expected) {
        expect(in.text().equals(expected), "has no " + expected + " in its place");
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidTreeException("node " + otherwise);
        }
    }

    private NodeCodec() {}
}
