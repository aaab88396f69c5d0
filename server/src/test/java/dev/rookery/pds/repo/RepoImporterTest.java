package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.car.CarWriter;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A good CAR takes the repository's place; a bad one changes nothing and leaves nothing behind.
class RepoImporterTest {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");
    private static final Tid REV = new TidClock(InstantSource.system(), 0).next();
    private static final int MUTANTS = 1_500;

    @TempDir
    Path folder;

    private TestRepos here;
    private TestRepos there;

    @BeforeEach
    void open() {
        here = new TestRepos(new MemoryKeyValues(), folder.resolve("here"));
        there = new TestRepos(new MemoryKeyValues(), folder.resolve("there"));
        here.repos.create(ALICE, new Handle("alice.test"));
        there.repos.create(ALICE, new Handle("alice.test"));
        here.apply(ALICE, here.put("old", TestRepos.note("old")));
        for (int i = 0; i < 50; i++) {
            there.apply(ALICE, there.put("key" + i, TestRepos.note("text " + i)));
        }
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void goodCar_takesTheRepositorysPlace() {
        var before = Objects.requireNonNull(here.repos.head(ALICE));

        here.importRepo(ALICE, there.export(ALICE));

        var imported = VerifiedRepo.of(here.export(ALICE), TestRepos.KEY.verifyingKey());
        var original = VerifiedRepo.of(there.export(ALICE), TestRepos.KEY.verifyingKey());
        assertThat(imported.paths()).isEqualTo(original.paths());
        assertThat(imported.commit().rev()).isGreaterThan(before.rev());
        assertThat(imported.commit().rev()).isGreaterThan(original.commit().rev());
        assertThat(here.problems(ALICE)).isEmpty();
        assertThat(new Followed(TestRepos.KEY.verifyingKey()).readOn(here.store).types)
                .endsWith("#sync");
    }

    @Test
    void importedRepository_goesOnFromThere() {
        here.importRepo(ALICE, there.export(ALICE));

        here.apply(ALICE, here.put("key7", TestRepos.note("changed")), TestRepos.delete("key8"));

        var after = VerifiedRepo.of(here.export(ALICE), TestRepos.KEY.verifyingKey());
        assertThat(after.record(TestRepos.NOTE + "/key7").text("text")).isEqualTo("changed");
        assertThat(after.paths()).doesNotContainKey(TestRepos.NOTE + "/key8").hasSize(49);
        assertThat(here.problems(ALICE)).isEmpty();
    }

    @Test
    void importedRepository_isNewAsAWhole() {
        var before = VerifiedRepo.of(here.export(ALICE), TestRepos.KEY.verifyingKey());

        here.importRepo(ALICE, there.export(ALICE));

        var after = VerifiedRepo.of(here.export(ALICE), TestRepos.KEY.verifyingKey());
        var changes = here.exportSince(ALICE, before.commit().rev());
        assertThat(before.updated(changes, TestRepos.KEY.verifyingKey()).paths())
                .isEqualTo(after.paths());
        assertThat(after.updated(here.exportSince(ALICE, after.commit().rev()), TestRepos.KEY.verifyingKey())
                        .paths())
                .isEqualTo(after.paths());
    }

    @Test
    void emptyRepository_isTakenOver() {
        there.repos.create(BOB, new Handle("bob.test"));
        here.repos.create(BOB, new Handle("bob.test"));
        here.apply(BOB, here.put("old", TestRepos.note("old")));

        here.importRepo(BOB, there.export(BOB));

        assertThat(VerifiedRepo.of(here.export(BOB), TestRepos.KEY.verifyingKey())
                        .paths())
                .isEmpty();
        assertThat(here.problems(BOB)).isEmpty();
    }

    @Test
    void blobsOfImportedRecords_areMissingUntilUploaded() {
        Blob blob = there.upload(ALICE, "picture");
        there.apply(ALICE, there.put("withBlob", DataMap.of("blob", blob)));

        here.importRepo(ALICE, there.export(ALICE));

        assertThat(here.reader.missingBlobs(ALICE, null, 10).uses())
                .containsExactly(new RepoChange.BlobUse(blob.ref(), TestRepos.NOTE + "/withBlob"));
        here.upload(ALICE, "picture");
        assertThat(here.reader.missingBlobs(ALICE, null, 10).uses()).isEmpty();
        assertThat(here.isPermanent(ALICE, blob.ref())).isTrue();
    }

    @Test
    void otherSigner_isTakenIfTheyMaySign() throws IOException {
        var oldKey = SigningKey.generate(Algorithm.P256, new SecureRandom());
        byte[] car = car(ALICE, oldKey, Map.of(TestRepos.NOTE + "/a", TestRepos.note("moved")));

        assertThatThrownBy(() -> here.importRepo(ALICE, car)).isInstanceOf(InvalidImportException.class);
        here.importer.importRepo(ALICE, new ByteArrayInputStream(car), () -> List.of(oldKey.verifyingKey()), false);

        var imported = VerifiedRepo.of(here.export(ALICE), TestRepos.KEY.verifyingKey());
        assertThat(imported.record(TestRepos.NOTE + "/a")).isEqualTo(TestRepos.note("moved"));
    }

    static List<Map.Entry<String, byte[]>> badCars() {
        var records = Map.of(TestRepos.NOTE + "/a", TestRepos.note("a"));
        byte[] good = car(ALICE, TestRepos.KEY, records);
        var root = CarReader.of(good).root();
        var blocks = blocks(good);
        var unsigned =
                Commit.sign(ALICE, REV, Node.empty().cid(), SigningKey.generate(Algorithm.K256, new SecureRandom()));
        return List.of(
                Map.entry("nothing", new byte[0]),
                Map.entry("garbage", "garbage garbage".getBytes(StandardCharsets.UTF_8)),
                Map.entry("a header alone", CarWriter.toByteArray(root, List.of())),
                Map.entry("no root", CarWriter.toByteArray(null, blocks)),
                Map.entry(
                        "a root that is no commit",
                        CarWriter.toByteArray(blocks.getLast().cid(), blocks)),
                Map.entry("no tree", CarWriter.toByteArray(root, List.of(blocks.getFirst()))),
                Map.entry("no record", CarWriter.toByteArray(root, blocks.subList(0, 2))),
                Map.entry("a block of other bytes", CarWriter.toByteArray(root, swapped(blocks))),
                Map.entry("another's repository", car(BOB, TestRepos.KEY, records)),
                Map.entry("a stranger's signature", emptyCar(unsigned)),
                Map.entry("a key that is no path", car(ALICE, TestRepos.KEY, Map.of("a/b", TestRepos.note("a")))),
                Map.entry("cut short", Arrays.copyOf(good, good.length - 3)));
    }

    @ParameterizedTest
    @MethodSource("badCars")
    void badCar_changesNothing(Map.Entry<String, byte[]> bad) {
        byte[] before = here.export(ALICE);
        long events = here.store.last();

        assertThatThrownBy(() -> here.importRepo(ALICE, bad.getValue()))
                .as(bad.getKey())
                .isInstanceOf(InvalidImportException.class);

        assertThat(here.export(ALICE)).isEqualTo(before);
        assertThat(here.store.last()).isEqualTo(events);
        assertThat(here.problems(ALICE)).isEmpty();
        assertThat(folder.resolve("here"))
                .satisfiesAnyOf(
                        staging -> assertThat(staging).doesNotExist(),
                        staging -> assertThat(staging).isEmptyDirectory());
    }

    /// Changed bytes anywhere are refused in the same way, never with another failure.
    @Test
    void mutatedCars_changeNothing() throws IOException {
        long seed = Long.getLong("rookery.seed", System.nanoTime());
        var random = new Random(seed);
        byte[] good = there.export(ALICE);
        byte[] before = here.export(ALICE);

        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutate(good, random);
            assertThatThrownBy(() -> here.importRepo(ALICE, mutant))
                    .as("-Drookery.seed=" + seed + ", mutant " + i)
                    .isInstanceOf(InvalidImportException.class);
        }

        assertThat(here.export(ALICE)).isEqualTo(before);
        assertThat(here.problems(ALICE)).isEmpty();
        try (var left = Files.list(folder.resolve("here"))) {
            assertThat(left).isEmpty();
        }
    }

    /// Blocks that are not what they should be under a right signature: what gets in is a whole repository.
    @Test
    void mutatedBlocks_wellSigned_areRefusedOrMakeAWholeRepository() {
        long seed = Long.getLong("rookery.seed", System.nanoTime());
        var random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < MUTANTS; i++) {
            try {
                here.importRepo(ALICE, wellSigned(random));
                taken++;
                assertThat(here.problems(ALICE)).as("-Drookery.seed=" + seed).isEmpty();
            } catch (InvalidImportException e) {
                assertThat(e).hasMessageNotContaining("not signed");
            } catch (RuntimeException e) {
                throw new AssertionError("-Drookery.seed=" + seed + ", mutant " + i, e);
            }
        }
        assertThat(taken).isBetween(1, MUTANTS - 1);
    }

    /// A repository of one record, with a changed byte in the record or in the node.
    private static byte[] wellSigned(Random random) {
        boolean inNode = random.nextBoolean();
        byte[] record = DagCbor.encode(TestRepos.note("text"));
        if (!inNode) {
            record[random.nextInt(record.length)] ^= (byte) (1 + random.nextInt(255));
        }
        var edit = Tree.empty(stub -> {
                    throw new AssertionError();
                })
                .edit();
        edit.put(TestRepos.NOTE + "/a", Cid.dagCbor(record));
        byte[] node = edit.written().getFirst().bytes().clone();
        if (inNode) {
            node[random.nextInt(node.length)] ^= (byte) (1 + random.nextInt(255));
        }
        byte[] commit =
                Commit.sign(ALICE, REV, Cid.dagCbor(node), TestRepos.KEY).encode();
        var blocks = Stream.of(commit, node, record)
                .map(block -> new CarBlock(Cid.dagCbor(block), block))
                .toList();
        return CarWriter.toByteArray(Cid.dagCbor(commit), blocks);
    }

    private static byte[] mutate(byte[] good, Random random) {
        byte[] mutant = good.clone();
        if (random.nextInt(5) == 0) {
            return Arrays.copyOf(mutant, random.nextInt(mutant.length));
        }
        // Most faults at the front, where the header and the commit are.
        int bound = random.nextBoolean() ? 300 : mutant.length;
        int at = random.nextInt(bound);
        mutant[at] ^= (byte) (1 + random.nextInt(255));
        return mutant;
    }

    private static byte[] car(Did did, SigningKey key, Map<String, DataMap> records) {
        var blocks = new ArrayList<CarBlock>();
        var edit = Tree.empty(stub -> {
                    throw new AssertionError();
                })
                .edit();
        new TreeMap<>(records).forEach((path, record) -> {
            byte[] block = DagCbor.encode(record);
            blocks.add(new CarBlock(Cid.dagCbor(block), block));
            edit.put(path, Cid.dagCbor(block));
        });
        edit.written().reversed().forEach(node -> blocks.addFirst(new CarBlock(node.cid(), node.bytes())));
        byte[] commit = Commit.sign(did, REV, edit.tree().cid(), key).encode();
        blocks.addFirst(new CarBlock(Cid.dagCbor(commit), commit));
        return CarWriter.toByteArray(Cid.dagCbor(commit), blocks);
    }

    private static byte[] emptyCar(Commit commit) {
        byte[] block = commit.encode();
        var root = Cid.dagCbor(block);
        return CarWriter.toByteArray(
                root,
                List.of(
                        new CarBlock(root, block),
                        new CarBlock(Node.empty().cid(), Node.empty().bytes())));
    }

    private static List<CarBlock> blocks(byte[] car) {
        var reader = CarReader.of(car);
        var blocks = new ArrayList<CarBlock>();
        for (var block = reader.next(); block != null; block = reader.next()) {
            blocks.add(block);
        }
        return blocks;
    }

    private static List<CarBlock> swapped(List<CarBlock> blocks) {
        var swapped = new ArrayList<>(blocks);
        byte[] other = DagCbor.encode(TestRepos.note("other"));
        swapped.set(blocks.size() - 1, new CarBlock(blocks.getLast().cid(), other));
        return swapped;
    }
}
