package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.WriteOutcome.Committed;
import dev.rookery.pds.repo.WriteOutcome.Reason;
import dev.rookery.pds.repo.WriteOutcome.Refused;
import dev.rookery.pds.repo.WriteOutcome.StaleCommit;
import dev.rookery.pds.repo.WriteOutcome.StaleRecord;
import dev.rookery.pds.repo.WriteOutcome.Unchanged;
import dev.rookery.pds.storage.keyvalue.KeyValues;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories of one repository against a `TreeMap`: at every point the export, the events, the blobs and the
/// store agree with it.
class RepoHistoryTest {
    private static final int STEPS = 120;
    private static final int CHECK_EVERY = 20;
    private static final int CRASH_EVERY = 15;
    private static final Did ALICE = new Did("did:plc:alice");
    private static final List<Nsid> COLLECTIONS =
            List.of(TestRepos.NOTE, new Nsid("com.example.notes"), new Nsid("a.b.c"));

    @TempDir
    Path folder;

    static List<Long> seeds() {
        var given = Long.getLong("rookery.seed");
        return given != null ? List.of(given) : List.of(1L, 2L, 3L, System.nanoTime());
    }

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void memory_agreesWithTheModel(long seed) {
        run(seed, new MemoryKeyValues());
    }

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void rocksDb_agreesWithTheModel(long seed) {
        run(seed, new RocksKeyValues(folder.resolve("db")));
    }

    private void run(long seed, KeyValues engine) {
        var random = new Random(seed);
        var repos = new TestRepos(engine, folder.resolve("staging"));
        var history = new History(random, repos);
        for (int i = 1; i <= STEPS; i++) {
            history.step();
            if (random.nextInt(CRASH_EVERY) == 0) {
                repos = history.repos = repos.crashed(engine, folder.resolve("staging"));
            }
            if (i % CHECK_EVERY == 0) {
                history.check();
            }
        }
        repos.close();
    }

    private static final class History {
        private final Random random;
        private TestRepos repos;
        private final Map<String, Cid> model = new TreeMap<>();
        private final Map<String, Cid> blobOf = new HashMap<>();
        private final Set<Cid> blobsEver = new HashSet<>();
        /// What somebody has who only ever asks for what is new.
        private @Nullable VerifiedRepo mirror;

        private final Followed follower = new Followed(TestRepos.KEY.verifyingKey());

        History(Random random, TestRepos repos) {
            this.random = random;
            this.repos = repos;
            repos.repos.create(ALICE, new Handle("alice.test"));
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0 -> staleCommit();
                case 1 -> refusedBatch();
                case 2 -> putWithSwap();
                default -> batch();
            }
        }

        private void batch() {
            var writes = new ArrayList<Write>();
            var after = new TreeMap<>(model);
            var blobsAfter = new HashMap<>(blobOf);
            for (int i = random.nextInt(12) == 0 ? 150 : 1 + random.nextInt(5); i > 0; i--) {
                var write = randomWrite();
                if (writes.stream().anyMatch(w -> w.path().equals(write.path()))) {
                    continue;
                }
                writes.add(write);
                blobsAfter.remove(write.path());
                switch (write) {
                    case Write.Put put -> {
                        after.put(put.path(), put.record().cid());
                        put.record()
                                .blobs()
                                .forEach(use ->
                                        blobsAfter.put(put.path(), use.blob().ref()));
                    }
                    default -> after.remove(write.path());
                }
            }

            var outcome = repos.repos.apply(ALICE, writes, null);

            assertThat(outcome).isInstanceOf(after.equals(model) ? Unchanged.class : Committed.class);
            model.clear();
            model.putAll(after);
            blobOf.clear();
            blobOf.putAll(blobsAfter);
        }

        private Write randomWrite() {
            var collection = COLLECTIONS.get(random.nextInt(COLLECTIONS.size()));
            var rkey = new RecordKey("k" + random.nextInt(120));
            if (random.nextInt(3) == 0) {
                return new Write.Delete(collection, rkey, null, false);
            }
            return repos.put(collection, rkey, randomRecord(), null);
        }

        private DataMap randomRecord() {
            var record = TestRepos.note("note " + random.nextInt(200));
            if (random.nextInt(3) == 0) {
                var blob = repos.upload(ALICE, "blob " + random.nextInt(15));
                blobsEver.add(blob.ref());
                record = record.with("embed", DataMap.of("blob", blob));
            }
            return record;
        }

        private void staleCommit() {
            var wrong = Cid.dagCbor(new byte[] {(byte) random.nextInt()});

            var outcome = repos.repos.apply(ALICE, List.of(randomWrite()), wrong);

            assertThat(outcome)
                    .isEqualTo(new StaleCommit(repos.repos.head(ALICE).commit()));
        }

        /// The last write of it cannot be made, so none of them is.
        private void refusedBatch() {
            var writes = new ArrayList<Write>();
            writes.add(repos.put("other" + random.nextInt(1000), TestRepos.note("not kept")));
            writes.add(new Write.Delete(TestRepos.NOTE, new RecordKey("never"), null, true));

            var outcome = repos.repos.apply(ALICE, writes, null);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.RECORD_MISSING));
        }

        private void putWithSwap() {
            var rkey = new RecordKey("k" + random.nextInt(120));
            var path = TestRepos.NOTE + "/" + rkey;
            var current = model.get(path);
            boolean right = random.nextBoolean();
            var expected = right ? current : Cid.dagCbor(new byte[] {1});
            var write =
                    repos.put(TestRepos.NOTE, rkey, TestRepos.note("swapped " + random.nextLong()), new Swap(expected));

            var outcome = repos.apply(ALICE, write);

            if (right) {
                assertThat(outcome).isInstanceOf(Committed.class);
                model.put(path, write.record().cid());
                blobOf.remove(path);
            } else {
                assertThat(outcome).isEqualTo(new StaleRecord(path, current));
            }
        }

        void check() {
            var exported = VerifiedRepo.of(repos.export(ALICE), TestRepos.KEY.verifyingKey());
            assertThat(exported.paths()).isEqualTo(model);
            mirror = mirror == null ? exported : mirror.updated(changesSince(mirror), TestRepos.KEY.verifyingKey());
            assertThat(mirror.blocks()).containsOnlyKeys(exported.blocks().keySet());
            for (Nsid collection : COLLECTIONS) {
                boolean hasSome = model.keySet().stream().anyMatch(path -> path.startsWith(collection + "/"));
                assertThat(repos.store.reposWith(collection, null, 2)).isEqualTo(hasSome ? List.of(ALICE) : List.of());
            }
            assertThat(exported.commit().data()).isEqualTo(rebuilt());
            assertThat(follower.readOn(repos.store).paths).isEqualTo(model);
            assertThat(follower.last()).usingRecursiveComparison().isEqualTo(exported.commit());
            assertThat(repos.problems(ALICE)).isEmpty();
            for (Cid blob : blobsEver) {
                assertThat(repos.isPermanent(ALICE, blob)).isEqualTo(blobOf.containsValue(blob));
            }
            var collections = model.keySet().stream()
                    .map(path -> path.substring(0, path.indexOf('/')))
                    .distinct();
            assertThat(repos.reader.collections(ALICE, 100).stream().map(Nsid::text))
                    .containsExactlyElementsOf(collections.toList());
        }

        private byte[] changesSince(VerifiedRepo known) {
            return repos.exportSince(ALICE, known.commit().rev());
        }

        /// The root that the contents alone demand (I5).
        private Cid rebuilt() {
            var paths = new ArrayList<>(model.keySet());
            Collections.shuffle(paths, random);
            var edit = Tree.empty(stub -> {
                        throw new AssertionError("nothing is stored");
                    })
                    .edit();
            paths.forEach(path -> edit.put(path, model.get(path)));
            return paths.isEmpty() ? Node.empty().cid() : edit.tree().cid();
        }
    }
}
