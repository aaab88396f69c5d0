package dev.rookery.pds.repo;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.NodeSource;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.TreeWalk;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoStore.BulkWriter;
import org.jspecify.annotations.Nullable;

/// A walk through a tree that is imported: loads its nodes from the CAR, and where it has them not from the account's
/// own repository, and writes what it meets as rows. Belongs to one thread.
final class ImportWalk implements NodeSource, TreeWalk.Visitor {
    /// The most bytes of a node. One of a thousand entries does not come about by chance.
    private static final int NODE_BYTES_MAX = 64 << 10;

    /// The nodes that the walk comes back to, after it looked ahead for their first keys.
    private static final long REMEMBERED_BYTES_MAX = 8L << 20;

    /// To list the collections of a repository holds all commits up.
    private static final int COLLECTIONS_MAX = 10_000;
    /// What a row takes beside its block, for each of the keys under which it is found, roughly.
    private static final int ROW_BYTES = 100;

    private final StagedBlocks blocks;
    private final RepoStore.@Nullable Snapshot own;
    private final BulkWriter rows;
    private final RecordWriter writer;
    private final long rev;
    private final Cache<Cid, Node> recent = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED_BYTES_MAX)
            .weigher((Cid cid, Node node) -> node.memory())
            .executor(Runnable::run)
            .build();
    private long rowBytesLeft;
    private long records;
    private long nodes;
    private String collection = "";
    private int collections;

    /// @param own the account's repository as it is now, or null for none
    /// @param rowBytesMax how many bytes of rows may be written
    ImportWalk(StagedBlocks blocks, RepoStore.@Nullable Snapshot own, BulkWriter rows, long rev, long rowBytesMax) {
        this.blocks = blocks;
        this.own = own;
        this.rows = rows;
        this.writer = new RecordWriter(rows);
        this.rev = rev;
        this.rowBytesLeft = rowBytesMax;
    }

    long records() {
        return records;
    }

    long nodes() {
        return nodes;
    }

    @Override
    public Node load(Stub stub) {
        var known = recent.getIfPresent(stub.cid());
        if (known != null && known.layer() == stub.layer()) {
            return known;
        }
        var block = block(stub.cid());
        if (block == null) {
            throw new MissingNodeException(stub.cid());
        }
        if (block.length > NODE_BYTES_MAX) {
            throw new InvalidImportException("Invalid repository: node " + stub.cid() + " is too large");
        }
        var node = Node.decode(stub, block);
        recent.put(stub.cid(), node);
        return node;
    }

    private byte @Nullable [] block(Cid cid) {
        var block = blocks.get(cid);
        return block != null || own == null ? block : own.block(cid);
    }

    private void charge(long bytes) {
        rowBytesLeft -= bytes;
        if (rowBytesLeft < 0) {
            throw new InvalidImportException("Too large: too many records are the same block");
        }
    }

    @Override
    public void node(Node node) {
        nodes++;
        var first = node.first(this);
        charge(node.bytes().length + 2L * (first.length() + ROW_BYTES));
        rows.node(new NodeRow(new NodePlace(first, node.layer()), node.cid(), rev, node.bytes()));
    }

    @Override
    public void entry(String path, Cid cid) {
        int slash = path.indexOf('/');
        var name = path.substring(0, slash);
        var rkey = path.substring(slash + 1);
        if (!Nsid.isValid(name) || !RecordKey.isValid(rkey)) {
            throw new InvalidImportException("Invalid repository: not a record path: " + path);
        }
        if (!name.equals(collection)) {
            collection = name;
            if (++collections > COLLECTIONS_MAX) {
                throw new InvalidImportException("Too large: more than " + COLLECTIONS_MAX + " collections");
            }
        }
        record(new Nsid(name), new RecordKey(rkey), path, cid);
    }

    private void record(Nsid collection, RecordKey rkey, String path, Cid cid) {
        var block = blocks.get(cid);
        if (block == null) {
            block = ownBlock(path, cid);
        } else {
            charge(block.length);
        }
        if (block == null) {
            throw unreadable(path);
        }
        records++;
        try {
            int uses = writer.write(collection, rkey, new RecordRow(path, cid, rev, false, block));
            charge((2L + uses) * (path.length() + ROW_BYTES));
        } catch (InvalidDataException e) {
            throw unreadable(path);
        }
    }

    /// A block that the account has already. It costs nothing more where it has it at the same path.
    private byte @Nullable [] ownBlock(String path, Cid cid) {
        if (own == null) {
            return null;
        }
        var row = own.record(path);
        if (row != null && row.cid().equals(cid)) {
            return row.block();
        }
        var block = own.block(cid);
        if (block != null) {
            charge(block.length);
        }
        return block;
    }

    private static InvalidImportException unreadable(String path) {
        return new InvalidImportException("Could not parse record at '" + path + "'");
    }
}
