package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.keyvalue.KeyValues;
import dev.rookery.pds.storage.memory.MemoryBlobStore;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories of several accounts over storage that fails at random steps: what was acknowledged is there, what
/// was refused is not, and everything that must hold of repositories and the log holds afterwards.
class FaultyStorageTest {
    private static final int STEPS = 400;
    private static final double ODDS = 0.02;
    private static final SigningKey KEY = SigningKey.generate(Algorithm.K256, new SecureRandom());
    private static final Lexicons LEXICONS = Lexicons.bundled();
    private static final Nsid COLLECTION = new Nsid("com.example.note");
    private static final List<Did> ACCOUNTS =
            IntStream.range(0, 3).mapToObj(i -> new Did("did:plc:account" + i)).toList();

    @TempDir
    Path folder;

    static List<Long> seeds() {
        var given = Long.getLong("rookery.seed");
        return given != null ? List.of(given) : List.of(1L, 2L, 3L, System.nanoTime());
    }

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void memory_keepsWhatItAcknowledged(long seed) throws Exception {
        run(seed, new MemoryKeyValues());
    }

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void rocksDb_keepsWhatItAcknowledged(long seed) throws Exception {
        run(seed, new RocksKeyValues(folder.resolve("db")));
    }

    private void run(long seed, KeyValues engine) throws Exception {
        var random = new Random(seed);
        var faulty = new FaultyKeyValues(engine, new Random(seed + 1), ODDS);
        var blobs = new MemoryBlobStore(InstantSource.system());
        try (var store = new KeyValueRepoStore(faulty, InstantSource.system());
                var repos = service(store, blobs)) {
            ACCOUNTS.forEach(did -> repos.create(did, new Handle("a.test")));
            var history =
                    new History(random, store, repos, new BlobService(store, blobs, repos, InstantSource.system()));
            faulty.arm(true);
            for (int i = 0; i < STEPS; i++) {
                history.step();
            }
            faulty.arm(false);

            history.checkAcknowledged();
            var checker = new RepoChecker(store, blobs, did -> KEY, LEXICONS);
            ACCOUNTS.forEach(did -> assertThat(checker.check(did)).isEmpty());
            assertThat(new LogChecker(store, store).check()).isEmpty();
        }
    }

    private static RepoService service(RepoStore store, MemoryBlobStore blobs) {
        var tids = new TidClock(InstantSource.system(), 1);
        return new RepoService(store, blobs, did -> KEY, LEXICONS, tids, InstantSource.system());
    }

    /// What a client remembers: per account what it was told, and the keys whose last answer was a failure.
    private final class History {
        private final Random random;
        private final RepoStore store;
        private final RepoService repos;
        private final BlobService blobs;
        private final RecordPreparer preparer = new RecordPreparer(LEXICONS);
        private final TreeMap<String, Cid> acknowledged = new TreeMap<>();
        private final List<String> unknown = new ArrayList<>();

        History(Random random, RepoStore store, RepoService repos, BlobService blobs) {
            this.random = random;
            this.store = store;
            this.repos = repos;
            this.blobs = blobs;
        }

        void step() throws Exception {
            var did = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
            if (random.nextInt(40) == 0) {
                roundTrip(did);
                return;
            }
            var writes = new ArrayList<Write>();
            int count = 1 + random.nextInt(3);
            try {
                for (int i = 0; i < count; i++) {
                    writes.add(write(did, new RecordKey("k" + random.nextInt(60))));
                }
                if (repos.apply(did, writes, null) instanceof WriteOutcome.Committed) {
                    writes.forEach(write -> remember(did, write));
                }
            } catch (RuntimeException e) {
                writes.forEach(write -> unknown.add(did + "/" + write.path()));
            }
        }

        private Write write(Did did, RecordKey rkey) {
            if (random.nextInt(3) == 0) {
                return new Write.Delete(COLLECTION, rkey, null, false);
            }
            var record = DataMap.of("text", new DataString("note " + random.nextInt(1000)));
            if (random.nextInt(3) == 0) {
                record = record.with("blob", blob(did));
            }
            return new Write.Put(COLLECTION, rkey, preparer.prepare(COLLECTION, rkey, record, null, "$"), null);
        }

        private Blob blob(Did did) {
            var content = ("blob " + random.nextInt(10)).getBytes(StandardCharsets.UTF_8);
            var upload = blobs.upload(did, new ByteArrayInputStream(content), "text/plain", 100);
            return ((BlobService.Upload.Stored) upload).blob();
        }

        private void remember(Did did, Write write) {
            var key = did + "/" + write.path();
            unknown.remove(key);
            if (write instanceof Write.Put put) {
                acknowledged.put(key, put.record().cid());
            } else {
                acknowledged.remove(key);
            }
        }

        /// Exports a repository and imports it again, which changes nothing but its commit.
        private void roundTrip(Did did) throws Exception {
            try {
                var car = new ByteArrayOutputStream();
                new RepoReader(store, repos).export(did, car);
                var tids = new TidClock(InstantSource.system(), 2);
                var file = Files.write(folder.resolve("staged.car"), car.toByteArray());
                new RepoImporter(store, repos, d -> KEY, tids, InstantSource.system(), 1_000)
                        .importCar(did, file, List.of(), true);
            } catch (FaultyKeyValues.FaultException | IllegalStateException e) {
                // The fault struck; what it left behind is checked at the end.
            }
        }

        void checkAcknowledged() {
            acknowledged.forEach((key, cid) -> {
                if (!unknown.contains(key)) {
                    int slash = key.indexOf('/');
                    var head = store.head(new Did(key.substring(0, slash)));
                    var row = store.record(head.repo(), key.substring(slash + 1));
                    assertThat(row).as(key).isNotNull();
                    assertThat(row.cid()).as(key).isEqualTo(cid);
                }
            });
            assertThat(acknowledged).isNotEmpty();
        }
    }
}
