package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;
import java.util.HashMap;
import java.util.Map;

/// Nodes kept as blocks by CID, as a reader of a CAR would hold them.
public final class MapNodes implements NodeSource {
    private final Map<Cid, byte[]> blocks = new HashMap<>();

    @Override
    public Node load(Stub stub) {
        var bytes = blocks.get(stub.cid());
        if (bytes == null) {
            throw new MissingNodeException(stub.cid());
        }
        return Node.decode(stub, bytes);
    }

    public void add(Node node) {
        blocks.put(node.cid(), node.bytes());
    }

    public void addAll(Iterable<Node> nodes) {
        nodes.forEach(this::add);
    }

    public int size() {
        return blocks.size();
    }
}
