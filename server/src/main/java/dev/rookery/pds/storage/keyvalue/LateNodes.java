package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.mst.Stub;
import dev.rookery.pds.repo.RepoChange;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
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

    private final Map<Long, Held> repos = new ConcurrentHashMap<>();

    /// The rows of one repository. Most commits change nodes that are here already, so only what is new has to find its
    /// place in the order of the keys.
    private static final class Held {
        /// A row that is to be deleted is empty.
        final Map<NodePlace, Optional<NodeRow>> rows = new ConcurrentHashMap<>();

        final NavigableSet<NodePlace> places = new ConcurrentSkipListSet<>();

        /// Tells whether the place is new.
        boolean put(NodePlace place, Optional<NodeRow> row) {
            return rows.put(place, row) == null && places.add(place);
        }

        Optional<NodeRow> at(NodePlace place) {
            return Objects.requireNonNull(rows.get(place));
        }
    }

    private int rows;
    private long eventBytes;

    boolean isFull() {
        return rows > ROWS_MAX || eventBytes > EVENT_BYTES_MAX;
    }

    boolean isEmpty() {
        return repos.isEmpty();
    }

    boolean hasOf(long repo) {
        return repos.containsKey(repo);
    }

    /// Holds the nodes of a commit back.
    void add(RepoChange change) {
        var held = repos.computeIfAbsent(change.next().repo(), _ -> new Held());
        change.nodesGone().forEach(place -> hold(held, place, Optional.empty()));
        change.nodes().forEach(row -> hold(held, row.place(), Optional.of(row)));
        change.events().forEach(event -> eventBytes += event.length());
    }

    private void hold(Held held, NodePlace place, Optional<NodeRow> row) {
        if (held.put(place, row)) {
            rows++;
        }
    }

    /// Writes them all; [#clear] follows once that is done.
    void writeTo(Batch batch) {
        repos.forEach((repo, held) -> held.rows.forEach((place, row) -> {
            var key = Rows.nodeKey(repo, place);
            row.ifPresentOrElse(
                    node -> batch.put(Space.NODES, key, Rows.node(node)), () -> batch.delete(Space.NODES, key));
        }));
    }

    void clear() {
        repos.clear();
        rows = 0;
        eventBytes = 0;
    }

    /// The row that a stub leads to, held back or in the engine.
    @Nullable
    NodeRow find(Reads engine, long repo, Stub stub) {
        var held = repos.get(repo);
        if (held == null) {
            return Rows.node(engine, repo, stub);
        }
        if (stub.first() != null && stub.layer() != Stub.LAYER_UNKNOWN) {
            var late = held.rows.get(new NodePlace(stub.first(), stub.layer()));
            return late == null ? Rows.node(engine, repo, stub) : late.orElse(null);
        }
        return ceiling(engine, repo, held, Rows.nodesFrom(stub));
    }

    private static @Nullable NodeRow ceiling(Reads engine, long repo, Held held, NodePlace start) {
        var from = start;
        while (true) {
            var late = held.places.ceiling(from);
            var stored = Rows.nodeFrom(engine, repo, from);
            if (late == null || (stored != null && stored.place().compareTo(late) < 0)) {
                return stored;
            }
            var row = held.at(late);
            if (row.isPresent()) {
                return row.get();
            }
            from = late.next();
        }
    }
}
