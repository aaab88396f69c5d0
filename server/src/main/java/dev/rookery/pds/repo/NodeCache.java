package dev.rookery.pds.repo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.NodeSource;
import dev.rookery.atproto.mst.Stub;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tree nodes that were read, by CID, shared by all repositories. A node's content is its name, so nothing here grows
/// stale.
public final class NodeCache {
    private static final long BYTES_MAX = 32L << 20;

    private final Cache<Cid, Node> nodes = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .weigher((Cid cid, Node node) -> node.memory())
            .executor(Runnable::run)
            .build();

    /// The nodes of a repository, from memory or else from its rows.
    NodeSource over(Function<Stub, RepoChange.@Nullable NodeRow> rows) {
        return stub -> {
            var known = nodes.getIfPresent(stub.cid());
            return known != null ? known : load(rows, stub);
        };
    }

    void clear() {
        nodes.invalidateAll();
    }

    private Node load(Function<Stub, RepoChange.@Nullable NodeRow> rows, Stub stub) {
        var row = rows.apply(stub);
        if (row == null || !row.cid().equals(stub.cid())) {
            throw new MissingNodeException(stub.cid());
        }
        var node =
                Node.decode(new Stub(row.cid(), row.place().layer(), row.place().first(), null), row.block());
        nodes.put(stub.cid(), node);
        return node;
    }
}
