package dev.rookery.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.mst.MissingNodeException;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.Tid;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One record added to a tree in memory, with the new root's CID.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TreeBenchmark {
    private static final Cid VALUE = Cid.dagCbor("value".getBytes(UTF_8));

    @Param({"1000", "100000", "1000000"})
    int records;

    private final Random random = new Random(7);
    private Tree tree = Tree.empty(stub -> {
        throw new MissingNodeException(stub.cid());
    });

    @Setup
    public void build() {
        var edit = tree.edit();
        for (int i = 0; i < records; i++) {
            edit.put(key(), VALUE);
        }
        tree = edit.tree();
        tree.cid();
    }

    private String key() {
        return "app.bsky.feed.post/" + Tid.of(random.nextLong(1L << 53), 0);
    }

    @Benchmark
    public Cid insertAtRandom() {
        var edit = tree.edit();
        edit.put(key(), VALUE);
        return edit.tree().cid();
    }

    /// The usual case: a key greater than all others.
    @Benchmark
    public Cid insertAtTheEnd() {
        var edit = tree.edit();
        edit.put("app.bsky.feed.post/zzzzzzzzzzzz" + (char) ('a' + random.nextInt(26)), VALUE);
        return edit.tree().cid();
    }
}
