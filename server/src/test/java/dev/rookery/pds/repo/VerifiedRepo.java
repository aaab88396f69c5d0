package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.NodeSource;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.mst.TreeWalk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A repository as a third party reads it from a CAR, trusting nothing but the account's key.
public record VerifiedRepo(Commit commit, Map<String, Cid> paths, Map<Cid, byte[]> blocks) {
    /// Reads an export. Fails the test unless the signature, the tree and every block are right, and the blocks come in
    /// the order of a walk.
    public static VerifiedRepo of(byte[] car, VerifyingKey key) {
        var reader = CarReader.of(car);
        var blocks = new HashMap<Cid, byte[]>();
        var order = new ArrayList<Cid>();
        for (var block = reader.next(); block != null; block = reader.next()) {
            blocks.put(block.cid(), block.bytes());
            order.add(block.cid());
        }
        var commit = Commit.decode(Objects.requireNonNull(blocks.get(reader.root())));
        assertThat(commit.isSignedBy(key)).isTrue();
        var walk = new Walk();
        walk.order.add(reader.root());
        TreeWalk.over(Tree.at(source(blocks), commit.data()), walk);
        assertThat(order).isEqualTo(walk.order);
        return new VerifiedRepo(commit, walk.paths, blocks);
    }

    /// This repository brought up to date by what was exported since its revision. Fails the test unless that makes a
    /// whole one.
    public VerifiedRepo updated(byte[] changes, VerifyingKey key) {
        var all = new HashMap<>(blocks);
        var reader = CarReader.of(changes);
        int count = 0;
        for (var block = reader.next(); block != null; block = reader.next()) {
            all.put(block.cid(), block.bytes());
            count++;
        }
        var latest = Commit.decode(Objects.requireNonNull(all.get(reader.root())));
        assertThat(latest.isSignedBy(key)).isTrue();
        assertThat(count == 0).isEqualTo(latest.rev().equals(commit.rev()));
        var walk = new Walk();
        TreeWalk.over(Tree.at(source(all), latest.data()), walk);
        walk.paths.forEach((path, cid) -> assertThat(all).as(path).containsKey(cid));
        all.keySet().retainAll(new HashSet<>(walk.order));
        all.put(reader.root(), latest.encode());
        return new VerifiedRepo(latest, walk.paths, all);
    }

    /// Loads nodes from blocks.
    public static NodeSource source(Map<Cid, byte[]> blocks) {
        return (Stub stub) -> {
            byte[] block = blocks.get(stub.cid());
            if (block == null) {
                throw new MissingNodeException(stub.cid());
            }
            return Node.decode(stub, block);
        };
    }

    public DataMap record(String path) {
        return DagCbor.decodeMap(Objects.requireNonNull(blocks.get(paths.get(path)), path));
    }

    private static final class Walk implements TreeWalk.Visitor {
        private final List<Cid> order = new ArrayList<>();
        private final Map<String, Cid> paths = new TreeMap<>();

        @Override
        public void node(Node node) {
            order.add(node.cid());
        }

        @Override
        public void entry(String path, Cid cid) {
            order.add(cid);
            paths.put(path, cid);
        }
    }
}
