package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.pds.repo.RepoChange;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
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
        final Map<NodePlace, Late> rows = new ConcurrentHashMap<>();

        final NavigableSet<NodePlace> places = new ConcurrentSkipListSet<>();

        /// Tells whether the place is new.
        ///
        /// @param before the node that was there until now, or null for none
        boolean put(NodePlace place, @Nullable NodeRow row, @Nullable Cid before) {
            var known = rows.get(place);
            rows.put(place, new Late(row, known == null ? before : known.stored));
            return known == null && places.add(place);
        }

        @Nullable
        NodeRow at(NodePlace place) {
            return Objects.requireNonNull(rows.get(place)).row;
        }
    }

    /// What is to be at a place.
    ///
    /// @param row null where it is to be deleted
    /// @param stored the node that the engine has there, or null for none
    private record Late(@Nullable NodeRow row, @Nullable Cid stored) {
        void writeTo(Batch batch, long repo, NodePlace place) {
            var key = Rows.nodeKey(repo, place);
            if (stored != null && (row == null || !row.cid().equals(stored))) {
                CidIndex.delete(batch, repo, place, stored);
            }
            if (row == null) {
                batch.delete(Space.NODES, key);
            } else {
                batch.put(Space.NODES, key, Rows.node(row));
                CidIndex.put(batch, repo, row);
            }
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
        var before = new HashMap<NodePlace, Cid>();
        change.nodesBefore().forEach(node -> before.put(node.place(), node.cid()));
        change.nodes().forEach(row -> hold(held, row.place(), row, before.remove(row.place())));
        before.forEach((place, cid) -> hold(held, place, null, cid));
        change.events().forEach(event -> eventBytes += event.length());
    }

    private void hold(Held held, NodePlace place, @Nullable NodeRow row, @Nullable Cid before) {
        if (held.put(place, row, before)) {
            rows++;
        }
    }

    /// Writes them all; [#clear] follows once that is done.
    void writeTo(Batch batch) {
        repos.forEach((repo, held) -> held.rows.forEach((place, late) -> late.writeTo(batch, repo, place)));
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
            return late == null ? Rows.node(engine, repo, stub) : late.row;
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
            if (row != null) {
                return row;
            }
            from = late.next();
        }
    }
}
