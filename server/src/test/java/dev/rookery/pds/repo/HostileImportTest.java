package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.car.CarWriter;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.mst.Keys;
import dev.rookery.atproto.mst.TreeBuilder;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Well-signed CARs that ask for more than they bring: each is taken or refused with little work and little memory.
@Timeout(60)
class HostileImportTest {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Tid REV = new TidClock(InstantSource.system(), 0).next();
    private static final byte[] SMALL = new CborWriter().mapHeader(0).toByteArray();

    @TempDir
    Path folder;

    private TestRepos repos;

    @BeforeEach
    void open() {
        repos = new TestRepos(new RocksKeyValues(folder.resolve("repos")), folder.resolve("staging"));
        repos.repos.create(ALICE, new Handle("alice.test"));
    }

    @AfterEach
    void close() {
        repos.close();
    }

    private static CarBlock block(byte[] bytes) {
        return new CarBlock(Cid.dagCbor(bytes), bytes);
    }

    /// A CAR with a signed commit over the tree under this root.
    private static byte[] car(Cid tree, List<CarBlock> blocks) {
        var commit = block(Commit.sign(ALICE, REV, tree, TestRepos.KEY).encode());
        var all = new ArrayList<CarBlock>();
        all.add(commit);
        all.addAll(blocks);
        return CarWriter.toByteArray(commit.cid(), all);
    }

    /// A repository in which all paths have the same record.
    private static byte[] car(int records, IntFunction<String> path, byte[] record, int copies) {
        var paths = new TreeMap<String, Cid>();
        var block = block(record);
        for (int i = 0; i < records; i++) {
            paths.put(path.apply(i), block.cid());
        }
        var blocks = new ArrayList<CarBlock>(Collections.nCopies(copies, block));
        var tree = new TreeBuilder(node -> blocks.add(new CarBlock(node.cid(), node.bytes())));
        paths.forEach(tree::add);
        return car(tree.finish(), blocks);
    }

    private static String note(int number) {
        return TestRepos.NOTE + "/key" + number;
    }

    private void assertTaken(byte[] car, int records) {
        repos.importRepo(ALICE, car);

        assertThat(VerifiedRepo.of(repos.export(ALICE), TestRepos.KEY.verifyingKey())
                        .paths())
                .hasSize(records);
        assertThat(repos.problems(ALICE)).isEmpty();
    }

    private void assertRefused(byte[] car, String reason) {
        byte[] before = repos.export(ALICE);

        assertThatThrownBy(() -> repos.importRepo(ALICE, car))
                .isInstanceOf(InvalidImportException.class)
                .hasMessageContaining(reason);

        assertThat(repos.export(ALICE)).isEqualTo(before);
        assertThat(folder.resolve("staging")).isEmptyDirectory();
    }

    @Test
    void blockThatIsRepeated_countsOnce() {
        assertTaken(car(10, HostileImportTest::note, SMALL, 300_000), 10);
    }

    @Test
    void moreBlocksThanThereIsMemoryFor_areRefused() {
        var blocks = new ArrayList<CarBlock>();
        for (int i = 0; i <= TestRepos.BLOCKS_MAX; i++) {
            blocks.add(block(new CborWriter().integer(i).toByteArray()));
        }

        assertRefused(car(blocks.getFirst().cid(), blocks), "Too large");
        assertRefused(car(blocks.getFirst().cid(), blocks.subList(0, TestRepos.BLOCKS_MAX - 1)), "node");
    }

    @Test
    void oneLargeRecordUnderManyPaths_isRefused() {
        assertRefused(car(10_000, HostileImportTest::note, items(1 << 20, 1), 1), "Too large");
    }

    @Test
    void oneSmallRecordUnderManyPaths_isTaken() {
        assertTaken(car(10_000, HostileImportTest::note, SMALL, 1), 10_000);
    }

    @Test
    void recordOfManyItems_isTaken() {
        assertTaken(car(8, HostileImportTest::note, items(1_900_000, 1), 1), 8);
        assertTaken(car(8, HostileImportTest::note, items(1_900_000, 0), 1), 8);
    }

    /// A record that is a list of ones, or of empty lists.
    private static byte[] items(int count, int kind) {
        var record = new CborWriter().mapHeader(1).text("a").arrayHeader(count);
        for (int i = 0; i < count; i++) {
            if (kind == 1) {
                record.integer(1);
            } else {
                record.arrayHeader(0);
            }
        }
        return record.toByteArray();
    }

    @Test
    void manyCollections_areRefused() {
        assertRefused(car(10_001, i -> "com.example.note" + i + "/self", SMALL, 1), "collections");
    }

    @Test
    void pathsThatShareLongBeginnings_areCountedWhole() {
        var rkey = "x".repeat(500);
        assertRefused(car(90_000, i -> TestRepos.NOTE + "/" + rkey + i, SMALL, 1), "Too large");
    }

    private static byte[] node(@Nullable Cid left, List<String> keys) {
        var node = new CborWriter().mapHeader(2).text("e").arrayHeader(keys.size());
        var previous = "";
        for (var key : keys) {
            int shared = Keys.sharedPrefix(previous, key);
            node.mapHeader(4)
                    .text("k")
                    .bytes(key.substring(shared).getBytes(StandardCharsets.US_ASCII))
                    .text("p")
                    .integer(shared)
                    .text("t")
                    .nul()
                    .text("v")
                    .link(Cid.dagCbor(SMALL));
            previous = key;
        }
        node.text("l");
        return (left == null ? node.nul() : node.link(left)).toByteArray();
    }

    /// Below layer 0 nothing is, so a layer never runs out of layers.
    @Test
    void chainOfNodesBelowTheLowestLayer_isRefused() {
        int number = 0;
        while (Keys.height(note(number)) != 0) {
            number++;
        }
        var blocks = new ArrayList<CarBlock>();
        Cid below = null;
        for (int i = 0; i < TestRepos.BLOCKS_MAX - 10; i++) {
            var node = block(node(below, List.of(note(number) + "x".repeat(i % 7))));
            below = node.cid();
            blocks.add(node);
        }

        assertRefused(car(below, blocks), "layer 0");
    }

    @Test
    void nodeOfThousandsOfKeys_isRefused() {
        var keys = new ArrayList<String>();
        for (int i = 1_000_000; keys.size() < 5_000; i++) {
            if (Keys.height(note(i)) == 0) {
                keys.add(note(i));
            }
        }
        var node = block(node(null, keys));

        assertRefused(car(node.cid(), List.of(node, block(SMALL))), "too large");
    }
}
