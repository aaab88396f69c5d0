package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.repo.RepoStore.Snapshot;
import dev.rookery.pds.repo.RepoStore.Visitor;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One state of a repository, in a state of the engine.
record StillRepo(KeyValues.StillReads reads, RepoHead head) implements Snapshot {
    @Override
    public @Nullable NodeRow node(Stub stub) {
        return Rows.node(reads, head.repo(), stub);
    }

    @Override
    public @Nullable RecordRow record(String path) {
        return Rows.record(reads, head.repo(), path);
    }

    @Override
    public boolean hasBlock(Cid cid) {
        return cid.equals(head.commit()) || new CidIndex(reads).has(head.repo(), cid);
    }

    @Override
    public byte @Nullable [] block(Cid cid) {
        return cid.equals(head.commit()) ? head.commitBlock() : new CidIndex(reads).find(head.repo(), cid);
    }

    @Override
    public boolean isIndexed() {
        return new CidIndex(reads).count(head.repo()) == head.records() + head.nodes();
    }

    @Override
    public void eachRecord(Consumer<RecordRow> visitor) {
        try (var records = reads.ascending(Space.RECORDS, Rows.number(head.repo()))) {
            for (var record = mine(records.next()); record != null; record = mine(records.next())) {
                visitor.accept(Rows.record(Rows.text(record.key(), Rows.REPO_BYTES), record.value()));
            }
        }
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        var start = Rows.number(head.repo());
        try (var nodes = reads.ascending(Space.NODES, start);
                var records = reads.ascending(Space.RECORDS, start)) {
            var node = mine(nodes.next());
            var record = mine(records.next());
            boolean wanted = true;
            while (wanted && (node != null || record != null)) {
                if (node != null && (record == null || comesBefore(node.key(), record.key()))) {
                    wanted = visitor.block(node.value(), Rows.NODE_CID);
                    node = mine(nodes.next());
                } else if (record != null) {
                    wanted = visitor.block(record.value(), Rows.RECORD_CID);
                    record = mine(records.next());
                }
            }
        }
    }

    private Reads.@Nullable Entry mine(Reads.@Nullable Entry entry) {
        return entry == null || !Rows.isOf(head.repo(), entry.key()) ? null : entry;
    }

    /// A node comes before the records from its first key on.
    private static boolean comesBefore(byte[] nodeKey, byte[] recordKey) {
        return Arrays.compareUnsigned(
                        nodeKey, Rows.REPO_BYTES, nodeKey.length - 2, recordKey, Rows.REPO_BYTES, recordKey.length)
                <= 0;
    }

    @Override
    public void close() {
        reads.close();
    }
}
