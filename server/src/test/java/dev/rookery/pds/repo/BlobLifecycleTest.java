package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.WriteOutcome.Committed;
import dev.rookery.pds.repo.WriteOutcome.Reason;
import dev.rookery.pds.repo.WriteOutcome.Refused;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A blob lives as long as a record names it (I7).
class BlobLifecycleTest {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");

    @TempDir
    Path folder;

    private TestRepos repos;

    @BeforeEach
    void open() {
        repos = new TestRepos(new MemoryKeyValues(), folder);
        repos.repos.create(ALICE, new Handle("alice.test"));
        repos.repos.create(BOB, new Handle("bob.test"));
    }

    @AfterEach
    void close() {
        repos.close();
    }

    private Write.Put naming(String rkey, Blob blob) {
        return repos.put(rkey, DataMap.of("blob", blob));
    }

    @Test
    void uploadedBlob_isPermanentOnceARecordNamesIt() {
        var blob = repos.upload(ALICE, "picture");
        assertThat(repos.isPermanent(ALICE, blob.ref())).isFalse();

        repos.apply(ALICE, naming("one", blob));

        assertThat(repos.isPermanent(ALICE, blob.ref())).isTrue();
        assertThat(repos.problems(ALICE)).isEmpty();
    }

    @Test
    void blob_goesWithTheLastRecordThatNamesIt() {
        var blob = repos.upload(ALICE, "picture");
        repos.apply(ALICE, naming("one", blob), naming("two", blob));

        repos.apply(ALICE, TestRepos.delete("one"));
        assertThat(repos.isPermanent(ALICE, blob.ref())).isTrue();
        repos.apply(ALICE, repos.put("two", TestRepos.note("without")));

        assertThat(repos.isPermanent(ALICE, blob.ref())).isFalse();
        assertThat(repos.blobs.info(ALICE, blob.ref())).isNull();
    }

    @Test
    void blob_thatMovesWithinACommit_stays() {
        var blob = repos.upload(ALICE, "picture");
        repos.apply(ALICE, naming("one", blob));

        repos.apply(ALICE, TestRepos.delete("one"), naming("two", blob));

        assertThat(repos.isPermanent(ALICE, blob.ref())).isTrue();
        assertThat(repos.problems(ALICE)).isEmpty();
    }

    @Test
    void blobOfAnother_isNotFound() {
        var blob = repos.upload(BOB, "picture");

        var outcome = repos.apply(ALICE, naming("one", blob));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BLOB_NOT_FOUND));
    }

    @Test
    void deletingMine_leavesYours() {
        var mine = repos.upload(ALICE, "picture");
        var yours = repos.upload(BOB, "picture");
        repos.apply(ALICE, naming("one", mine));
        repos.apply(BOB, naming("one", yours));

        repos.apply(ALICE, TestRepos.delete("one"));

        assertThat(repos.isPermanent(ALICE, mine.ref())).isFalse();
        assertThat(repos.isPermanent(BOB, yours.ref())).isTrue();
    }

    @Test
    void wrongTypeOrSize_isRefusedOnEveryUse() {
        var blob = repos.upload(ALICE, "picture");
        repos.apply(ALICE, naming("one", blob));

        var otherType = repos.apply(ALICE, naming("two", new Blob(blob.ref(), "image/png", blob.size())));
        var otherSize = repos.apply(ALICE, naming("two", new Blob(blob.ref(), blob.mimeType(), blob.size() + 1)));

        assertThat(otherType)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BLOB_TYPE));
        assertThat(otherSize)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BLOB_SIZE));
    }

    @Test
    void refusedBatch_keepsABlobTemporary() {
        var blob = repos.upload(ALICE, "picture");
        var missing = new Write.Delete(TestRepos.NOTE, new RecordKey("never"), null, true);

        repos.apply(ALICE, naming("one", blob), missing);

        assertThat(repos.isPermanent(ALICE, blob.ref())).isFalse();
        assertThat(repos.apply(ALICE, naming("one", blob))).isInstanceOf(Committed.class);
        assertThat(repos.isPermanent(ALICE, blob.ref())).isTrue();
    }
}
