package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How many imports there may be, and what they leave behind.
@Timeout(60)
class RepoImportsTest {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 16;
    private static final String DONE = "done";

    @TempDir
    Path folder;

    private TestRepos repos;
    /// What came of each import: [#DONE], or the message of the refusal.
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("import-1234.car"), "left behind");
        repos = new TestRepos(new MemoryKeyValues(), folder);
    }

    @AfterEach
    void close() {
        repos.close();
    }

    private Did person(int number) {
        var did = new Did("did:plc:person" + number);
        repos.repos.create(did, new Handle("person" + number + ".test"));
        return did;
    }

    private void begin(Did did, InputStream car) {
        Thread.startVirtualThread(() -> {
            try {
                repos.importer.importRepo(did, car, List::of, false);
                outcomes.add(DONE);
            } catch (IOException | RuntimeException e) {
                outcomes.add(String.valueOf(e.getMessage()));
            }
        });
    }

    private String outcome() throws InterruptedException {
        return String.valueOf(outcomes.poll(30, TimeUnit.SECONDS));
    }

    /// A body of which nothing comes before the latch is open.
    private static final class Slow extends FilterInputStream {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        Slow(byte[] content) {
            super(new ByteArrayInputStream(content));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return super.read(target, offset, length);
        }
    }

    @Test
    void whatACrashLeftBehind_isDeletedAtTheStart() {
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void secondImportOfAnAccount_isRefusedWhileOneIsUnderWay() throws Exception {
        var did = person(1);
        byte[] car = repos.export(did);
        var slow = new Slow(car);
        begin(did, slow);
        slow.asked.await();

        assertThatThrownBy(() -> repos.importRepo(did, car))
                .isInstanceOfSatisfying(
                        ImportsBusyException.class,
                        busy -> assertThat(busy.byCaller()).isTrue());

        slow.open.countDown();
        assertThat(outcome()).isEqualTo(DONE);
        repos.importRepo(did, car);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void slowSenders_keepNobodyFromImporting() throws Exception {
        var slow = new ArrayList<Slow>();
        for (int i = 0; i < 2 * (AT_ONCE + WAITING); i++) {
            var did = person(i);
            slow.add(new Slow(repos.export(did)));
            begin(did, slow.getLast());
            slow.getLast().asked.await();
        }
        var bob = person(1_000);

        repos.importRepo(bob, repos.export(bob));

        slow.forEach(body -> body.open.countDown());
        for (int i = 0; i < slow.size(); i++) {
            assertThat(outcome()).isNotEqualTo("null"); // they are over before the folder is deleted
        }
    }

    @Test
    void moreThanMayWait_areTurnedAway() throws Exception {
        int surplus = 5;
        var cars = new ArrayList<byte[]>();
        var dids = new ArrayList<Did>();
        for (int i = 0; i < AT_ONCE + WAITING + surplus; i++) {
            dids.add(person(i));
            cars.add(repos.export(dids.getLast()));
        }

        lockedAll(dids, 0, () -> {
            for (int i = 0; i < dids.size(); i++) {
                begin(dids.get(i), new ByteArrayInputStream(cars.get(i)));
            }
            for (int i = 0; i < surplus; i++) {
                assertThat(outcome()).contains("Too many");
            }
            assertThat(outcomes).isEmpty();
        });

        for (int i = 0; i < AT_ONCE + WAITING; i++) {
            assertThat(outcome()).isEqualTo(DONE);
        }
        assertThat(folder).isEmptyDirectory();
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /// Runs while no repository can be changed.
    private void lockedAll(List<Did> dids, int from, Work work) throws InterruptedException {
        var failure = new InterruptedException[1];
        repos.repos.locked(dids.get(from), () -> {
            try {
                if (from + 1 < dids.size()) {
                    lockedAll(dids, from + 1, work);
                } else {
                    work.run();
                }
            } catch (InterruptedException e) {
                failure[0] = e;
            }
            return true;
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    @Test
    void fullDisk_refusesAndGivesBackWhatItTook() throws IOException {
        long[] free = {3 << 20};
        var staging = new StagingFolder(folder, () -> free[0]);
        byte[] twoMegabytes = new byte[2 << 20];

        try (var first = staging.receive(new ByteArrayInputStream(twoMegabytes))) {
            assertThat(first.file).hasSize(twoMegabytes.length);
            assertThatThrownBy(() -> staging.receive(new ByteArrayInputStream(twoMegabytes)))
                    .isInstanceOf(ImportsBusyException.class);
        }
        staging.receive(new ByteArrayInputStream(twoMegabytes)).close();

        assertThat(folder).isEmptyDirectory();
    }
}
