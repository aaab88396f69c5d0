package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.WriteOutcome.Committed;
import dev.rookery.pds.repo.WriteOutcome.StaleCommit;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many writers at once: each write takes effect once, and what they make together is whole (I1, I6).
class ConcurrentWritesTest {
    private static final int WRITERS = 16;
    private static final int WRITES_EACH = 30;
    private static final List<Did> ACCOUNTS = List.of(new Did("did:plc:alice"), new Did("did:plc:bob"));
    private static final Did ALICE = ACCOUNTS.getFirst();

    @TempDir
    Path folder;

    private TestRepos repos;

    @BeforeEach
    void open() {
        repos = new TestRepos(new RocksKeyValues(folder.resolve("db")), folder.resolve("staging"));
        ACCOUNTS.forEach(did -> repos.repos.create(did, new Handle("a.test")));
    }

    @AfterEach
    void close() {
        repos.close();
    }

    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<T>();
            for (Future<T> future : threads.invokeAll(work)) {
                answers.add(future.get());
            }
            return answers;
        }
    }

    @Test
    void everyWrite_takesEffectOnce() throws Exception {
        var writers = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(() -> write(ACCOUNTS.get(writer % ACCOUNTS.size()), writer));
        }

        assertThat(atOnce(writers)).containsOnly(true);

        for (Did did : ACCOUNTS) {
            assertThat(VerifiedRepo.of(repos.export(did), TestRepos.KEY.verifyingKey())
                            .paths())
                    .hasSize(WRITERS / ACCOUNTS.size() * WRITES_EACH);
            assertThat(repos.problems(did)).isEmpty();
        }
    }

    private boolean write(Did did, int writer) {
        for (int i = 0; i < WRITES_EACH; i++) {
            var write = repos.put("writer" + writer + "-" + i, TestRepos.note("text"));
            if (!(repos.apply(did, write) instanceof Committed)) {
                return false;
            }
        }
        return true;
    }

    /// With `-Drookery.commits=2000000` for some minutes: what the storage engine loses, it loses seldom.
    @Test
    void randomWritesToManyRepositories_leaveThemWhole() throws Exception {
        long seed = Long.getLong("rookery.seed", System.nanoTime());
        int commits = Integer.getInteger("rookery.commits", 8_000);
        var dids = new ArrayList<Did>();
        for (int i = 0; i < 50; i++) {
            var did = new Did("did:plc:many" + i);
            repos.repos.create(did, new Handle("many" + i + ".test"));
            dids.add(did);
        }
        var work = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < WRITERS; i++) {
            var random = new Random(seed + i);
            work.add(() -> {
                for (int n = 0; n < commits / WRITERS; n++) {
                    writeAny(dids.get(random.nextInt(dids.size())), random);
                }
                return true;
            });
        }
        work.add(() -> {
            for (int n = 0; n < commits / 1_000; n++) {
                repos.export(dids.get(n % dids.size()));
                repos.store.giveBack();
            }
            return true;
        });

        assertThat(atOnce(work)).containsOnly(true);

        for (Did did : dids) {
            assertThat(repos.problems(did)).as("-Drookery.seed=%d", seed).isEmpty();
        }
    }

    /// Few keys and few texts, so that rows go and come back.
    private void writeAny(Did did, Random random) {
        var writes = new HashMap<String, Write>();
        for (int n = random.nextInt(4); n >= 0; n--) {
            String rkey = "key" + random.nextInt(200);
            writes.put(
                    rkey,
                    random.nextInt(3) == 0
                            ? TestRepos.delete(rkey)
                            : repos.put(rkey, TestRepos.note("text" + random.nextInt(20))));
        }
        repos.repos.apply(did, List.copyOf(writes.values()), null);
    }

    @Test
    void oneSwapOfACommit_wins() throws Exception {
        var head = repos.repos.head(ALICE).commit();
        var writers = new ArrayList<Callable<WriteOutcome>>();
        for (int i = 0; i < WRITERS; i++) {
            var write = repos.put("key" + i, TestRepos.note("text"));
            writers.add(() -> repos.repos.apply(ALICE, List.of(write), head));
        }

        var outcomes = atOnce(writers);

        assertThat(outcomes).filteredOn(Committed.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(StaleCommit.class::isInstance).hasSize(WRITERS - 1);
    }

    @Test
    void exportDuringWrites_isOneCommitsState() throws Exception {
        var exports = new ArrayList<byte[]>();
        Callable<Boolean> exporter = () -> {
            for (int i = 0; i < 20; i++) {
                exports.add(repos.export(ALICE));
            }
            return true;
        };

        assertThat(atOnce(List.of(() -> write(ALICE, 1), () -> write(ALICE, 2), exporter)))
                .containsOnly(true);

        assertThat(exports)
                .allSatisfy(car -> assertThat(VerifiedRepo.of(car, TestRepos.KEY.verifyingKey())
                                .paths())
                        .hasSizeLessThanOrEqualTo(2 * WRITES_EACH));
    }

    @Test
    void recordsOfOneSubject_giveWayAsManyAsAnEventHolds() {
        var follow = new Nsid("app.bsky.graph.follow");
        DataMap record = DataMap.of("subject", new DataString("did:plc:bob"))
                .with("createdAt", new DataString("2026-01-01T00:00:00Z"));
        for (int batch = 0; batch < 2; batch++) {
            var writes = new ArrayList<Write>();
            for (int i = 0; i < 150; i++) {
                writes.add(create(follow, "3jzfcijpj2" + three(batch * 150 + i), record, false));
            }
            assertThat(repos.repos.apply(ALICE, writes, null)).isInstanceOf(Committed.class);
        }

        repos.apply(ALICE, create(follow, "3jzfcijpj3222", record, true));

        assertThat(repos.reader.list(ALICE, follow, null, true, 1000, Long.MAX_VALUE))
                .hasSize(102);
        assertThat(repos.problems(ALICE)).isEmpty();
    }

    private Write.Create create(Nsid collection, String rkey, DataMap record, boolean replacing) {
        var key = new RecordKey(rkey);
        return new Write.Create(
                collection, key, repos.preparer.prepare(collection, key, record, true, "$.record"), replacing);
    }

    /// Three characters of a TID.
    private static String three(int number) {
        String digits = "234567abcdefghijklmnopqrstuvwxyz";
        return "" + digits.charAt(number / 1024) + digits.charAt(number / 32 % 32) + digits.charAt(number % 32);
    }
}
