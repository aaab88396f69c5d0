package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.repo.RepoRepair.Rebuilt;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepoRepairTest {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");

    @TempDir
    Path folder;

    private final MemoryKeyValues engine = new MemoryKeyValues();
    private TestRepos repos;
    private RepoRepair repair;

    @BeforeEach
    void open() {
        var time = InstantSource.system();
        repos = new TestRepos(engine, folder);
        repair = new RepoRepair(repos.store, did -> TestRepos.KEY, new TidClock(time, 2), time);
        repos.repos.create(ALICE, new Handle("alice.test"));
        var blob = repos.upload(ALICE, "picture");
        repos.apply(ALICE, repos.put("withBlob", DataMap.of("blob", blob)));
        var follows = new Nsid("app.bsky.graph.follow");
        var follow = DataMap.of("subject", new DataString(BOB.text()))
                .with("createdAt", new DataString("2026-01-01T00:00:00Z"));
        repos.apply(ALICE, repos.put(follows, new RecordKey("2222222222222"), follow, null));
        for (int i = 0; i < 60; i++) {
            repos.apply(ALICE, repos.put("key" + i, TestRepos.note("text " + i)));
        }
        repos.store.hide(head(ALICE).repo(), TestRepos.NOTE + "/key3", "report-1");
        repos.export(ALICE); // nodes that were held back are stored now
    }

    @AfterEach
    void close() {
        repos.close();
    }

    private RepoHead head(Did did) {
        return Objects.requireNonNull(repos.store.head(did));
    }

    /// Removes all rows of a repository from a space, or one.
    private void lose(Space space, String path) {
        var name = path.getBytes(StandardCharsets.UTF_8);
        var key = ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(head(ALICE).repo())
                .put(name)
                .array();
        engine.write(rows -> rows.deleteRange(
                space,
                key,
                ByteBuffer.allocate(key.length + 1).put(key).put((byte) 0xff).array()));
    }

    @Test
    void lostNodesAndIndexes_areMadeAnew() {
        var before = head(ALICE);
        lose(Space.NODES, "");
        lose(Space.CIDS, "");
        lose(Space.BLOB_USES, "");
        lose(Space.BACKLINKS, "");
        assertThat(repos.problems(ALICE)).isNotEmpty();

        var outcome = repair.rebuild(ALICE, false);

        assertThat(outcome).isEqualTo(new Rebuilt.Same(before.records(), before.nodes()));
        assertThat(repos.problems(ALICE)).isEmpty();
        assertThat(head(ALICE).commit()).isEqualTo(before.commit());
        assertThat(VerifiedRepo.of(repos.export(ALICE), TestRepos.KEY.verifyingKey())
                        .paths())
                .hasSize(62);
        assertThat(repos.store.hiddenRef(head(ALICE).repo(), TestRepos.NOTE + "/key3"))
                .isEqualTo("report-1");
    }

    @Test
    void lostIndexOfBlocks_isSaid_andMadeAnew() {
        lose(Space.CIDS, "");
        assertThat(repos.problems(ALICE)).containsExactly("the index of blocks by CID is not that of the tree");

        repair.rebuild(ALICE, false);

        assertThat(repos.problems(ALICE)).isEmpty();
    }

    /// Data that was written before there was such an index.
    @Test
    void indexOfBlocks_isBuiltOnce_whereThereIsNone() {
        lose(Space.CIDS, "");
        engine.write(rows -> rows.delete(Space.META, "cids-indexed".getBytes(StandardCharsets.UTF_8)));

        repos = repos.crashed(engine, folder);

        assertThat(repos.problems(ALICE)).isEmpty();
    }

    @Test
    void lostRecord_isSaid_andSignedAnewOnDemand() {
        var before = head(ALICE);
        lose(Space.RECORDS, TestRepos.NOTE + "/key7");

        var outcome = repair.rebuild(ALICE, false);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Rebuilt.Differs.class,
                        differs -> assertThat(differs.expected()).isEqualTo(before.data()));
        assertThat(head(ALICE).commit()).isEqualTo(before.commit());
        assertThat(head(ALICE).repo()).isEqualTo(before.repo());

        var signed = repair.rebuild(ALICE, true);

        assertThat(signed)
                .isInstanceOfSatisfying(
                        Rebuilt.SignedAnew.class,
                        anew -> assertThat(anew.commit()).isEqualTo(head(ALICE).commit()));
        assertThat(head(ALICE).rev()).isGreaterThan(before.rev());
        assertThat(repos.problems(ALICE)).isEmpty();
        assertThat(new Followed(TestRepos.KEY.verifyingKey()).readOn(repos.store).types)
                .endsWith("#sync");
    }

    @Test
    void unreadableRecord_changesNothing() {
        var head = head(ALICE);
        var path = (TestRepos.NOTE + "/key7").getBytes(StandardCharsets.UTF_8);
        var key = ByteBuffer.allocate(Long.BYTES + path.length)
                .putLong(head.repo())
                .put(path)
                .array();
        var row = ByteBuffer.allocate(1 + Long.BYTES + Cid.LENGTH + 1).put(new byte[1 + Long.BYTES]);
        var cid = new byte[Cid.LENGTH];
        Cid.dagCbor(new byte[] {1}).copyTo(cid, 0);
        engine.write(rows ->
                rows.put(Space.RECORDS, key, row.put(cid).put((byte) 0xff).array()));

        assertThat(repair.rebuild(ALICE, true)).isInstanceOf(Rebuilt.Impossible.class);
        assertThat(head(ALICE)).usingRecursiveComparison().isEqualTo(head);
    }

    @Test
    void resync_movesEveryRepositoryOn() {
        repos.repos.create(BOB, new Handle("bob.test"));
        var alice = head(ALICE);
        var bob = head(BOB);
        long before = repos.store.last();

        int done = repair.resync(List.of(ALICE, new Did("did:plc:nobody"), BOB));

        assertThat(done).isEqualTo(2);
        assertThat(head(ALICE).rev()).isGreaterThan(alice.rev());
        assertThat(head(ALICE).data()).isEqualTo(alice.data());
        assertThat(head(BOB).rev()).isGreaterThan(bob.rev());
        assertThat(repos.problems(ALICE)).isEmpty();
        assertThat(repos.problems(BOB)).isEmpty();
        assertThat(repos.store.read(before, 10, Long.MAX_VALUE)).hasSize(2);
    }

    @Test
    void absentRepository_cannotBeRebuilt() {
        assertThat(repair.rebuild(new Did("did:plc:nobody"), false))
                .isEqualTo(new Rebuilt.Impossible("there is no repository"));
    }
}
