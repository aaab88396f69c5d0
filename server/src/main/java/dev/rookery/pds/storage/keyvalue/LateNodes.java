package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.mst.Stub;
import dev.rookery.pds.repo.RepoChange;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The tree nodes of recent commits, held back from the engine so that a node that many commits change is written once.
///
/// They need not be durable: the events of these commits are, and hold every node ([NodeRecovery]). Reads look here
/// first. Changed by one thread at a time; read by any.
final class LateNodes {
    /// How many rows are held back before all are written: few enough that writing them delays nobody for long.
    private static final int ROWS_MAX = 2048;
    /// How many bytes of events a recovery would have to read at the most, but for the last batch.
    private static final long EVENT_BYTES_MAX = 32L << 20;

    /// A row that is to be deleted is empty.
    private final ConcurrentNavigableMap<byte[], Optional<NodeRow>> rows =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    private long eventBytes;

    boolean isFull() {
        return rows.size() > ROWS_MAX || eventBytes > EVENT_BYTES_MAX;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    boolean hasOf(long repo) {
        var key = rows.ceilingKey(Rows.number(repo));
        return key != null && Rows.isOf(repo, key);
    }

    /// Holds the nodes of a commit back.
    void add(RepoChange change) {
        long repo = change.next().repo();
        change.nodesGone().forEach(place -> rows.put(Rows.nodeKey(repo, place), Optional.empty()));
        change.nodes().forEach(row -> rows.put(Rows.nodeKey(repo, row.place()), Optional.of(row)));
        change.events().forEach(event -> eventBytes += event.before().length + event.after().length);
    }

    /// Writes them all; [#clear] follows once that is done.
    void writeTo(Batch batch) {
        rows.forEach((key, row) -> row.ifPresentOrElse(
                node -> batch.put(Space.NODES, key, Rows.node(node)), () -> batch.delete(Space.NODES, key)));
    }

    void clear() {
        rows.clear();
        eventBytes = 0;
    }

    /// The row that a stub leads to, held back or in the engine.
    @Nullable
    NodeRow find(Reads engine, long repo, Stub stub) {
        if (stub.first() != null && stub.layer() != Stub.LAYER_UNKNOWN) {
            var key = Rows.nodeKey(repo, new NodePlace(stub.first(), stub.layer()));
            var late = rows.get(key);
            return late == null ? Rows.node(engine, repo, stub) : late.orElse(null);
        }
        return ceiling(engine, repo, Rows.nodesFrom(repo, stub));
    }

    private @Nullable NodeRow ceiling(Reads engine, long repo, byte[] start) {
        var from = start;
        while (true) {
            var late = rows.ceilingEntry(from);
            var stored = engine.ceiling(Space.NODES, from);
            if (late == null || (stored != null && Arrays.compareUnsigned(stored.key(), late.getKey()) < 0)) {
                return stored == null || !Rows.isOf(repo, stored.key())
                        ? null
                        : Rows.node(stored.key(), stored.value());
            }
            if (late.getValue().isPresent()) {
                return Rows.isOf(repo, late.getKey()) ? late.getValue().get() : null;
            }
            from = behind(late);
        }
    }

    /// The least key behind one that is deleted.
    private static byte[] behind(Map.Entry<byte[], Optional<NodeRow>> deleted) {
        return Arrays.copyOf(deleted.getKey(), deleted.getKey().length + 1);
    }
}
