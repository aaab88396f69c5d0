package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.commit.Inversion;
import dev.rookery.atproto.commit.RecordOp;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.CborReader;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.pds.sequencer.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One repository as a follower of its events knows it, checking each on its own and against the one before.
public final class Followed {
    private static final long BYTES = 1 << 20;

    private final VerifyingKey key;
    final Map<String, Cid> paths = new TreeMap<>();
    final List<String> types = new ArrayList<>();
    private long sequence;
    private @Nullable Commit last;

    public Followed(VerifyingKey key) {
        this.key = key;
    }

    /// Reads on from where it stopped. Fails the test where an event is not as it must be.
    Followed readOn(EventLog log) {
        for (var events = log.read(sequence, 100, BYTES); !events.isEmpty(); events = log.read(sequence, 100, BYTES)) {
            events.forEach(this::take);
        }
        return this;
    }

    @Nullable
    Commit last() {
        return last;
    }

    /// Takes the next event. Fails the test where it is not as it must be.
    public void take(EventLog.Logged event) {
        var in = new CborReader(event.frame());
        var header = (DataMap) DagCbor.read(in);
        var body = (DataMap) DagCbor.read(in);
        in.end();
        assertThat(header.get("op")).isEqualTo(new DataInteger(1));
        assertThat(body.get("seq")).isEqualTo(new DataInteger(event.sequence()));
        assertThat(event.sequence()).isGreaterThan(sequence);
        sequence = event.sequence();
        types.add(Objects.requireNonNull(header.text("t")));
        if (types.getLast().equals("#commit")) {
            commit(body);
        }
    }

    private void commit(DataMap body) {
        var car = CarReader.of(((DataBytes) get(body, "blocks")).toByteArray());
        var blocks = new HashMap<Cid, byte[]>();
        for (var block = car.next(); block != null; block = car.next()) {
            assertThat(blocks.put(block.cid(), block.bytes()))
                    .as("a block given twice")
                    .isNull();
        }
        assertThat(get(body, "commit")).isEqualTo(new DataLink(car.root()));
        var commit = Commit.decode(Objects.requireNonNull(blocks.get(car.root())));
        assertThat(commit.isSignedBy(key)).isTrue();
        assertThat(body.text("repo")).isEqualTo(commit.did().text());
        assertThat(body.text("rev")).isEqualTo(commit.rev().text());
        assertThat(get(body, "since"))
                .isEqualTo(
                        last == null ? DataNull.NULL : new DataString(last.rev().text()));
        var ops = ops(body);
        if (last != null) {
            assertThat(commit.rev().text()).isGreaterThan(last.rev().text());
            assertThat(get(body, "prevData")).isEqualTo(new DataLink(last.data()));
            var before = Inversion.rootBefore(Tree.at(VerifiedRepo.source(blocks), commit.data()), ops);
            assertThat(before).isEqualTo(last.data());
        }
        ops.forEach(op -> follow(op, blocks));
        last = commit;
    }

    private void follow(RecordOp op, Map<Cid, byte[]> blocks) {
        assertThat(paths.get(op.path())).as(op.path()).isEqualTo(op.prev());
        if (op.cid() == null) {
            paths.remove(op.path());
        } else {
            assertThat(blocks).containsKey(op.cid());
            paths.put(op.path(), op.cid());
        }
    }

    private static List<RecordOp> ops(DataMap body) {
        var ops = new ArrayList<RecordOp>();
        for (DataValue item : ((DataList) get(body, "ops")).items()) {
            var map = (DataMap) item;
            var op = new RecordOp(Objects.requireNonNull(map.text("path")), link(map, "cid"), link(map, "prev"));
            assertThat(map.text("action")).isEqualTo(action(op));
            ops.add(op);
        }
        return ops;
    }

    private static String action(RecordOp op) {
        if (op.cid() == null) {
            return "delete";
        }
        return op.prev() == null ? "create" : "update";
    }

    private static @Nullable Cid link(DataMap map, String name) {
        return map.get(name) instanceof DataLink(Cid cid) ? cid : null;
    }

    private static DataValue get(DataMap map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }
}
