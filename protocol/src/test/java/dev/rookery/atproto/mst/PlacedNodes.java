package dev.rookery.atproto.mst;

import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Nodes kept by place, the way a store does: by first key, then from the top layer down. Holds one tree only, so
/// that anything left behind or missing shows.
final class PlacedNodes implements NodeSource {
    record Place(String first, int layer) {}

    private final TreeMap<Place, byte[]> rows =
            new TreeMap<>(Comparator.comparing(Place::first).thenComparing(Place::layer, Comparator.reverseOrder()));

    @Override
    public Node load(Stub stub) {
        var row = find(stub);
        if (row == null) {
            throw new MissingNodeException(stub.cid());
        }
        var bytes = rows.get(row);
        var node = Node.decode(new Stub(stub.cid(), row.layer(), row.first(), null), bytes);
        if (!dev.rookery.atproto.cid.Cid.dagCbor(bytes).equals(stub.cid())) {
            throw new MissingNodeException(stub.cid());
        }
        return node;
    }

    private @Nullable Place find(Stub stub) {
        if (stub.first() != null) {
            var exact = new Place(stub.first(), stub.layer());
            return rows.containsKey(exact) ? exact : null;
        }
        return stub.after() == null
                ? rows.isEmpty() ? null : rows.firstKey()
                : rows.higherKey(new Place(stub.after(), Integer.MIN_VALUE));
    }

    void apply(TreeEdit edit) {
        for (var node : edit.dropped()) {
            rows.remove(new Place(node.first(this), node.layer()));
        }
        var written = edit.written();
        var places = written.stream()
                .map(node -> new Place(node.first(this), node.layer()))
                .toList();
        for (int i = 0; i < written.size(); i++) {
            rows.put(places.get(i), written.get(i).bytes());
        }
    }

    TreeMap<Place, byte[]> rows() {
        return rows;
    }
}
