package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.Inversion;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.NodeSource;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.sequencer.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks the event log against the repositories: that each commit event proves itself (I3), follows from the one
/// before it, and that the last one is where the repository stands (I2, I6).
///
/// Holds a few words for each account that has events. Nothing may write meanwhile.
public final class LogChecker {
    private static final int EVENTS_AT_ONCE = 1000;
    private static final long BYTES_AT_ONCE = 8 << 20;

    private final RepoStore store;
    private final EventLog log;
    private final List<String> problems = new ArrayList<>();
    private final Map<Did, Announced> last = new HashMap<>();

    private record Announced(Cid commit, String rev, Cid data) {}

    public LogChecker(RepoStore store, EventLog log) {
        this.store = store;
        this.log = log;
    }

    /// What is wrong with the log: empty if nothing is.
    public List<String> check() {
        long sequence = 0;
        var events = log.read(0, EVENTS_AT_ONCE, BYTES_AT_ONCE);
        while (!events.isEmpty()) {
            for (var event : events) {
                sequence = event.sequence();
                checkOrNote(event);
            }
            events = log.read(sequence, EVENTS_AT_ONCE, BYTES_AT_ONCE);
        }
        store.eachHead(this::checkHead);
        return problems;
    }

    private void checkHead(Did did) {
        var announced = last.get(did);
        var head = store.head(did);
        if (announced != null && head != null && !announced.commit.equals(head.commit())) {
            problems.add(did + " stands at " + head.commit() + ", announced was " + announced.commit);
        }
    }

    private void checkOrNote(EventLog.Logged event) {
        try {
            check(event);
        } catch (RuntimeException e) {
            problems.add("event " + event.sequence() + ": " + e);
        }
    }

    private void check(EventLog.Logged event) {
        var in = new CborReader(event.frame());
        var header = (DataMap) DagCbor.read(in);
        var body = (DataMap) DagCbor.read(in);
        in.end();
        expect(
                body.get("seq") instanceof DataInteger(long number) && number == event.sequence(),
                "event " + event.sequence() + " bears another number");
        var type = text(header, "t");
        if (type.equals("#commit")) {
            commit(event.sequence(), body);
        } else if (type.equals("#sync")) {
            var commit = blocks(body).commit();
            last.put(new Did(text(body, "did")), commit);
        }
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }

    private void commit(long sequence, DataMap body) {
        var did = new Did(text(body, "repo"));
        var blocks = blocks(body);
        var ops = ops(body);
        var now = blocks.commit();
        var before = last.put(did, now);
        expect(now.rev.equals(text(body, "rev")), "event " + sequence + " has another rev than its commit");
        expect(now.commit.equals(link(body, "commit")), "event " + sequence + " names another commit");
        if (before != null) {
            expect(before.rev.equals(body.text("since")), "event " + sequence + " is not since " + before.rev);
            expect(before.data.equals(link(body, "prevData")), "event " + sequence + " does not follow " + before.data);
            expect(before.rev.compareTo(now.rev) < 0, "event " + sequence + " goes back in time");
        }
        var prevData = link(body, "prevData");
        if (prevData != null) {
            var root = Inversion.rootBefore(Tree.at(blocks, now.data), ops);
            expect(root.equals(prevData), "event " + sequence + " does not lead back to its prevData");
        }
        for (var op : ops) {
            expect(op.cid() == null || blocks.byCid.containsKey(op.cid()), "event " + sequence + " lacks " + op.path());
        }
    }

    private static List<RecordOp> ops(DataMap body) {
        var ops = new ArrayList<RecordOp>();
        for (DataValue item : (DataList) Objects.requireNonNull(body.get("ops"))) {
            var op = (DataMap) item;
            ops.add(new RecordOp(text(op, "path"), link(op, "cid"), link(op, "prev")));
        }
        return ops;
    }

    private static String text(DataMap map, String key) {
        return Objects.requireNonNull(map.text(key), key);
    }

    private static @Nullable Cid link(DataMap map, String key) {
        return map.get(key) instanceof DataLink(Cid cid) ? cid : null;
    }

    private static Blocks blocks(DataMap body) {
        var car = CarReader.of(((DataBytes) Objects.requireNonNull(body.get("blocks"))).toByteArray());
        var byCid = new HashMap<Cid, byte[]>();
        for (var block = car.next(); block != null; block = car.next()) {
            byCid.put(block.cid(), block.bytes());
        }
        return new Blocks(car.root(), byCid);
    }

    /// The blocks of one event.
    private record Blocks(Cid root, Map<Cid, byte[]> byCid) implements NodeSource {
        Announced commit() {
            var commit = Commit.decode(Objects.requireNonNull(byCid.get(root)));
            return new Announced(root, commit.rev().text(), commit.data());
        }

        @Override
        public Node load(Stub stub) {
            var block = byCid.get(stub.cid());
            if (block == null) {
                throw new MissingNodeException(stub.cid());
            }
            return Node.decode(stub, block);
        }
    }
}
