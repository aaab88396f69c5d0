package dev.rookery.pds.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.mst.Node;
import dev.rookery.atproto.mst.Stub;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoChange.NodePlace;
import dev.rookery.pds.repo.RepoChange.NodeRow;
import dev.rookery.pds.repo.RepoChange.RecordBefore;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.sequencer.Events;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [RepoStore] with its [EventLog] promises.
public abstract class RepoStoreContract {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");
    private static final SigningKey KEY = SigningKey.generate(Algorithm.K256, new SecureRandom());
    private static final Nsid POSTS = new Nsid("app.bsky.feed.post");

    private static final long BYTES = 1 << 20;

    private RepoStore store;
    private Instant now = Instant.parse("2030-01-01T00:00:00.000001Z");
    /// The number before the first that is given at that time.
    private final long start = micros(now);

    /// Opens the store, or opens it again with what it holds.
    protected abstract RepoStore open(InstantSource time);

    /// Whether what was written is there when it is opened again.
    protected boolean isDurable() {
        return true;
    }

    @BeforeEach
    void openStore() {
        store = open(() -> now);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private EventLog log() {
        return (EventLog) store;
    }

    private void reopen() {
        if (isDurable()) {
            store.close();
            store = open(() -> now);
        }
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private List<Long> numbers(long after) {
        return log().read(after, 100, BYTES).stream()
                .map(EventLog.Logged::sequence)
                .toList();
    }

    private RepoHead head(Did did, long repo, int step) {
        var commit = Commit.sign(did, Tid.of(step, 0), Node.empty().cid(), KEY);
        var block = commit.encode();
        return new RepoHead(repo, Cid.dagCbor(block), block, commit.rev(), commit.data(), step, 1);
    }

    private static EventFrame event(Did did) {
        return Events.identity(did, null, Instant.EPOCH);
    }

    private static RecordRow record(String path, String content) {
        var block = content.getBytes(StandardCharsets.UTF_8);
        return new RecordRow(path, Cid.dagCbor(block), 1, false, block);
    }

    private static RepoChange change(Did did, RepoHead expected, RepoHead next, RecordRow... records) {
        return new RepoChange(
                did,
                expected,
                next,
                List.of(records),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                collections(records),
                List.of(),
                List.of(event(did)));
    }

    private static List<Nsid> collections(RecordRow... records) {
        return Arrays.stream(records)
                .map(row -> new Nsid(row.path().substring(0, row.path().indexOf('/'))))
                .distinct()
                .toList();
    }

    @Test
    void deletedRepo_leavesNothingButItsEvent() {
        var head = created(ALICE, record("com.example.note/a", "{}"));
        created(BOB, record("com.example.note/a", "{}"));
        var blob = new RepoChange.BlobRow(Cid.raw(new byte[] {1}), "text/plain", 1, null, 0, null);
        store.putBlob(ALICE, blob);
        store.putBlob(BOB, blob);
        long before = log().last();

        store.delete(ALICE, Events.account(ALICE, Events.Inactive.DELETED, Instant.EPOCH));
        reopen();

        assertThat(store.head(ALICE)).isNull();
        assertThat(store.record(head.repo(), "com.example.note/a")).isNull();
        assertThat(store.blob(ALICE, blob.cid())).isNull();
        assertThat(store.isListed(new Nsid("com.example.note"), ALICE)).isFalse();
        assertThat(store.isListed(new Nsid("com.example.note"), BOB)).isTrue();
        assertThat(store.head(BOB)).isNotNull();
        assertThat(store.blob(BOB, blob.cid())).isEqualTo(blob);
        assertThat(log().read(before, 10, Long.MAX_VALUE)).hasSize(1);
        store.delete(ALICE, Events.account(ALICE, Events.Inactive.DELETED, Instant.EPOCH));
        created(ALICE);
    }

    @Test
    void hiddenRecord_keepsTheModeratorsReference() {
        var head = created(ALICE, record("com.example.note/a", "{}"));

        assertThat(store.hide(head.repo(), "com.example.note/a", "report-1")).isTrue();
        assertThat(store.hide(head.repo(), "com.example.note/b", "report-1")).isFalse();
        reopen();

        assertThat(store.record(head.repo(), "com.example.note/a").hidden()).isTrue();
        assertThat(store.hiddenRef(head.repo(), "com.example.note/a")).isEqualTo("report-1");
        assertThat(store.list(head.repo(), new Nsid("com.example.note"), null, true, 10, Long.MAX_VALUE))
                .isEmpty();
        store.hide(head.repo(), "com.example.note/a", null);
        assertThat(store.record(head.repo(), "com.example.note/a").hidden()).isFalse();
        assertThat(store.hiddenRef(head.repo(), "com.example.note/a")).isNull();
    }

    private RepoHead created(Did did, RecordRow... records) {
        var head = head(did, store.newRepoNumber(), 1);
        assertThat(store.commit(List.of(change(did, null, head, records)))).containsExactly(true);
        return head;
    }

    @Test
    void commit_onStaleHead_changesNothing() {
        var first = created(ALICE, record("a.b.c/1", "one"));
        var second = head(ALICE, first.repo(), 2);
        store.commit(List.of(change(ALICE, first, second)));

        var stale = change(ALICE, first, head(ALICE, first.repo(), 3), record("a.b.c/2", "two"));
        var again = change(ALICE, null, head(ALICE, store.newRepoNumber(), 4));

        assertThat(store.commit(List.of(stale, again))).containsExactly(false, false);
        assertThat(store.head(ALICE).commit()).isEqualTo(second.commit());
        assertThat(store.record(first.repo(), "a.b.c/2")).isNull();
        assertThat(log().last()).isEqualTo(start + 2);
    }

    @Test
    void commit_ofABatch_seesTheChangesBeforeIt() {
        var first = head(ALICE, store.newRepoNumber(), 1);
        var second = head(ALICE, first.repo(), 2);
        var other = head(BOB, store.newRepoNumber(), 1);

        var done = store.commit(List.of(
                change(ALICE, null, first),
                change(ALICE, null, second),
                change(ALICE, first, second),
                change(BOB, null, other)));

        assertThat(done).containsExactly(true, false, true, true);
        assertThat(store.head(ALICE).commit()).isEqualTo(second.commit());
        assertThat(numbers(0)).containsExactly(start + 1, start + 2, start + 3);
    }

    @Test
    void events_keepTheirOrderAndNumbersAcrossARestart() {
        var first = created(ALICE);
        reopen();
        if (isDurable()) {
            assertThat(store.head(ALICE).commit()).isEqualTo(first.commit());
        }

        log().append(List.of(event(ALICE), event(BOB)));
        created(BOB);

        var events = log().read(0, 10, BYTES);
        assertThat(numbers(0)).containsExactly(start + 1, start + 2, start + 3, start + 4);
        assertThat(events.get(2).frame()).isEqualTo(event(BOB).numbered(start + 3));
        assertThat(log().last()).isEqualTo(start + 4);
    }

    @Test
    void read_takesNoMoreThanItIsAllowed() {
        for (int i = 0; i < 5; i++) {
            log().append(List.of(event(ALICE)));
        }

        assertThat(log().read(start + 1, 2, BYTES))
                .extracting(EventLog.Logged::sequence)
                .containsExactly(start + 2, start + 3);
        assertThat(log().read(0, 100, 1)).hasSize(1);
        assertThat(log().read(start + 5, 100, BYTES)).isEmpty();
    }

    @Test
    void numbers_goOnFromTheClock() {
        log().append(List.of(event(ALICE)));
        now = now.plusSeconds(10);
        reopen();

        long next = log().append(List.of(event(BOB)));

        assertThat(next).isEqualTo(isDurable() ? micros(now) + 1 : start + 2);
        assertThat(numbers(0)).containsExactly(start + 1, next);
    }

    @Test
    void numbers_rise_alsoWhenTheClockGoesBack() {
        log().append(List.of(event(ALICE)));
        now = now.minusSeconds(10);
        reopen();

        assertThat(log().last()).isEqualTo(start + 1);
        assertThat(log().append(List.of(event(BOB)))).isEqualTo(start + 2);
    }

    @Test
    void recentEvents_areThoseOfTheLog_whileSomebodyFollows() {
        long unfollowed = log().append(List.of(event(ALICE)));
        assertThat(log().recent().get(unfollowed)).isNull();
        log().recent().join();
        long last = log().append(List.of(event(ALICE), event(BOB)));

        var read = log().read(unfollowed, 10, BYTES);
        assertThat(log().recent().get(last)).usingRecursiveComparison().isEqualTo(read.getLast());
        assertThat(log().recent().get(last - 1)).usingRecursiveComparison().isEqualTo(read.getFirst());
        assertThat(log().recent().get(last + 1)).isNull();
        log().recent().leave();
        assertThat(log().recent().get(last)).isNull();
    }

    @Test
    void lastBefore_findsWhereATimeBegins() {
        assertThat(log().lastBefore(now)).isZero();
        var times = new ArrayList<Instant>();
        for (int i = 0; i < 20; i++) {
            now = now.plusMillis(1);
            times.add(now);
            log().append(List.of(event(ALICE)));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(log().lastBefore(times.get(i))).isEqualTo(i == 0 ? 0 : start + i);
        }
        assertThat(log().lastBefore(now.plusMillis(1))).isEqualTo(start + 20);
    }

    @Test
    void clean_trimsWhatIsOld() {
        log().append(List.of(event(ALICE), event(BOB)));
        now = now.plusSeconds(5);
        log().append(List.of(event(ALICE)));

        log().clean(now);
        reopen();

        assertThat(numbers(0)).containsExactly(start + 3);
        assertThat(log().trimmed()).isEqualTo(start + 2);
        assertThat(log().lastBefore(now.minusSeconds(60))).isEqualTo(start + 2);
        log().clean(now.plusSeconds(1));
        assertThat(numbers(0)).isEmpty();
        assertThat(log().append(List.of(event(BOB)))).isGreaterThan(start + 3);
    }

    @Test
    void scrub_hidesAtOnceAndForGood() {
        log().recent().join();
        log().append(List.of(event(ALICE), event(BOB), event(ALICE)));
        long deletion = log().append(List.of(event(ALICE)));

        log().scrub(ALICE, deletion);

        var left = List.of(start + 2, deletion);
        assertThat(numbers(0)).isEqualTo(left);
        assertThat(log().recent().get(start + 1)).isNull();
        reopen();
        assertThat(numbers(0)).isEqualTo(left);
        log().clean(now.minusSeconds(60));
        assertThat(numbers(0)).isEqualTo(left);
        reopen();
        assertThat(numbers(0)).isEqualTo(left);
        assertThat(log().append(List.of(event(ALICE)))).isEqualTo(start + 5);
        assertThat(numbers(deletion)).containsExactly(start + 5);
    }

    @Test
    void repoNumbers_areNeverGivenTwice() {
        long first = store.newRepoNumber();
        reopen();

        assertThat(store.newRepoNumber()).isGreaterThan(first);
    }

    @Test
    void list_givesACollectionInOrderEitherWay() {
        var records = new ArrayList<RecordRow>();
        for (var key : List.of("a", "b", "ba", "c", "d")) {
            records.add(record(POSTS.text() + "/" + key, key));
        }
        records.add(record("app.bsky.feed.posts/x", "another collection"));
        records.add(record("app.bsky.feed.pos/y", "and another"));
        records.add(new RecordRow(POSTS.text() + "/bb", Cid.dagCbor(new byte[] {1}), 1, true, new byte[] {1}));
        var head = created(ALICE, records.toArray(RecordRow[]::new));
        created(BOB, record(POSTS.text() + "/zz", "of another account"));

        assertThat(keys(store.list(head.repo(), POSTS, null, true, 10, Long.MAX_VALUE)))
                .containsExactly("a", "b", "ba", "c", "d");
        assertThat(keys(store.list(head.repo(), POSTS, null, false, 10, Long.MAX_VALUE)))
                .containsExactly("d", "c", "ba", "b", "a");
        assertThat(keys(store.list(head.repo(), POSTS, "b", true, 2, Long.MAX_VALUE)))
                .containsExactly("ba", "c");
        assertThat(keys(store.list(head.repo(), POSTS, "ba", false, 10, Long.MAX_VALUE)))
                .containsExactly("b", "a");
        assertThat(keys(store.list(head.repo(), POSTS, "bz", false, 1, Long.MAX_VALUE)))
                .containsExactly("ba");
        assertThat(store.collections(head.repo(), 2)).hasSize(2);
        assertThat(store.collections(head.repo(), 10))
                .extracting(Nsid::text)
                .containsExactly("app.bsky.feed.pos", "app.bsky.feed.post", "app.bsky.feed.posts");
    }

    private static List<String> keys(List<RecordRow> rows) {
        return rows.stream()
                .map(row -> row.path().substring(row.path().indexOf('/') + 1))
                .toList();
    }

    @Test
    void nodes_areFoundByPlace() {
        var head = head(ALICE, store.newRepoNumber(), 1);
        var rows = List.of(
                node("a.b.c/1", 2, "top"),
                node("a.b.c/1", 1, "left"),
                node("a.b.c/10", 0, "leaf"),
                node("a.b.c/2", 1, "right"));
        store.commit(List.of(RepoChange.ofHead(ALICE, null, head, rows, List.of())));

        var any = Cid.dagCbor(new byte[] {1});
        assertThat(store.node(head.repo(), Stub.root(any)).rev()).isEqualTo(7);
        assertThat(found(head, Stub.root(any))).isEqualTo("top");
        assertThat(found(head, new Stub(any, 1, "a.b.c/1", null))).isEqualTo("left");
        assertThat(found(head, new Stub(any, 0, null, "a.b.c/1"))).isEqualTo("leaf");
        assertThat(found(head, new Stub(any, 1, null, "a.b.c/10"))).isEqualTo("right");
        assertThat(store.node(head.repo(), new Stub(any, 1, null, "a.b.c/2"))).isNull();
        assertThat(store.node(head.repo(), new Stub(any, 0, "a.b.c/1", null))).isNull();
    }

    private String found(RepoHead head, Stub stub) {
        return new String(store.node(head.repo(), stub).block(), StandardCharsets.UTF_8);
    }

    private static NodeRow node(String first, int layer, String content) {
        var block = content.getBytes(StandardCharsets.UTF_8);
        return new NodeRow(new NodePlace(first, layer), Cid.dagCbor(block), 7, block);
    }

    @Test
    void snapshot_staysAsItWas_andWalksInTreeOrder() throws Exception {
        var head = head(ALICE, store.newRepoNumber(), 1);
        store.commit(List.of(new RepoChange(
                ALICE,
                null,
                head,
                List.of(record("a.b.c/1", "r1"), record("a.b.c/2", "r2"), record("a.b.c/3", "r3")),
                List.of(),
                List.of(node("a.b.c/1", 1, "n1"), node("a.b.c/1", 0, "n2"), node("a.b.c/3", 0, "n3")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of())));

        var walked = new ArrayList<String>();
        try (var snapshot = store.snapshot(ALICE)) {
            var next = head(ALICE, head.repo(), 2);
            store.commit(List.of(change(ALICE, head, next, record("a.b.c/1", "changed"), record("a.b.c/9", "new"))));
            snapshot.walk((row, offset) -> walked.add(
                    new String(row, offset + Cid.LENGTH, row.length - offset - Cid.LENGTH, StandardCharsets.UTF_8)));
            var first = new ArrayList<Integer>();
            snapshot.walk((row, offset) -> first.add(offset) && first.size() < 2);
            assertThat(first).hasSize(2);
            assertThat(snapshot.head().commit()).isEqualTo(head.commit());
            assertThat(snapshot.record("a.b.c/9")).isNull();
        }

        assertThat(walked).containsExactly("n1", "n2", "r1", "r2", "n3", "r3");
        assertThat(store.snapshot(BOB)).isNull();
    }

    private String block(Cid cid) {
        try (var snapshot = store.snapshot(ALICE)) {
            var block = snapshot.block(cid);
            assertThat(snapshot.hasBlock(cid)).isEqualTo(block != null);
            return block == null ? null : new String(block, StandardCharsets.UTF_8);
        }
    }

    @Test
    void blocks_areFoundByName_asLongAsTheyAreThere() {
        var head = head(ALICE, store.newRepoNumber(), 1);
        var node = node("a.b.c/1", 0, "node");
        store.commit(List.of(change(ALICE, null, head, record("a.b.c/1", "same"), record("a.b.c/2", "same"))));
        var one = Cid.dagCbor("same".getBytes(StandardCharsets.UTF_8));
        var next = head(ALICE, head.repo(), 2);
        store.commit(List.of(replacing(
                head,
                next,
                List.of(record("a.b.c/1", "new")),
                List.of(new RecordBefore("a.b.c/1", one)),
                List.of(node))));

        assertThat(block(one)).isEqualTo("same");
        assertThat(block(Cid.dagCbor("new".getBytes(StandardCharsets.UTF_8)))).isEqualTo("new");
        assertThat(block(node.cid())).isEqualTo("node");
        assertThat(block(next.commit())).isNotNull();
        assertThat(block(head.commit())).isNull();
        assertThat(block(Cid.of(Cid.Codec.RAW, one.digest()))).isNull();

        var last = head(ALICE, head.repo(), 3);
        store.commit(List.of(
                replacing(next, last, List.of(), List.of(new RecordBefore("a.b.c/2", one)), List.<NodeRow>of())));
        reopen();
        assertThat(block(one)).isNull();
        assertThat(block(node.cid())).isEqualTo("node");
        store.delete(ALICE, event(ALICE));
        assertThat(store.snapshot(ALICE)).isNull();
    }

    private static RepoChange replacing(
            RepoHead expected, RepoHead next, List<RecordRow> records, List<RecordBefore> before, List<NodeRow> nodes) {
        return new RepoChange(
                ALICE,
                expected,
                next,
                records,
                before,
                nodes,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(event(ALICE)));
    }

    @Test
    void blobs_areKnownByAccount_andByWhoNamesThem() {
        var one = Cid.raw(new byte[] {1});
        var two = Cid.raw(new byte[] {2});
        var row = new BlobRow(one, "image/png", 5, "key", 7, null);
        var head = head(ALICE, store.newRepoNumber(), 1);
        store.putBlob(ALICE, row);
        store.commit(List.of(new RepoChange(
                ALICE,
                null,
                head,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new BlobUse(one, "a.b.c/1"), new BlobUse(one, "a.b.c/2"), new BlobUse(two, "a.b.c/1")),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of())));

        assertThat(store.blob(ALICE, one)).isEqualTo(row);
        assertThat(store.blob(BOB, one)).isNull();
        assertThat(store.blobUses(head.repo(), one, 10)).containsExactly("a.b.c/1", "a.b.c/2");
        assertThat(store.blobUses(head.repo(), one, 1)).containsExactly("a.b.c/1");
        assertThat(store.blobsInUse(ALICE, head.repo(), null, 10, false).uses())
                .extracting(BlobUse::blob)
                .containsExactlyInAnyOrder(one, two);
        assertThat(store.blobsInUse(ALICE, head.repo(), null, 10, true).uses())
                .containsExactly(new BlobUse(two, "a.b.c/1"));
        assertThat(store.blobsNamedSince(head.repo(), head.rev().toLong(), null, 10)
                        .uses())
                .isEmpty();
        assertThat(store.blobsNamedSince(head.repo(), head.rev().toLong() - 1, null, 10))
                .isEqualTo(store.blobsInUse(ALICE, head.repo(), null, 10, false));
        var lower = store.blobsInUse(ALICE, head.repo(), null, 1, false).next();
        assertThat(store.blobsNamedSince(head.repo(), 0, lower, 10))
                .isEqualTo(store.blobsInUse(ALICE, head.repo(), lower, 10, false));
        store.putBlob(BOB, row);
        var first = store.blobs(null, 1);
        assertThat(first).containsExactly(new RepoStore.UploadedBlob(ALICE, row));
        assertThat(store.blobs(first.getFirst(), 10)).containsExactly(new RepoStore.UploadedBlob(BOB, row));
        store.removeBlob(ALICE, one);
        assertThat(store.blob(ALICE, one)).isNull();
    }

    /// What is looked for may be nowhere in a large repository: a page ends early then, and the next one goes on.
    @Test
    void pagesOfBlobs_endAfterSoManyLooks() {
        int count = 25_000;
        var head = head(ALICE, store.newRepoNumber(), 1);
        var shared = Cid.raw(new byte[] {1});
        var uses = new ArrayList<BlobUse>();
        for (int i = 0; i < count; i++) {
            uses.add(new BlobUse(shared, "a.b.c/" + i));
        }
        for (int i = 0; i < count; i++) {
            uses.add(new BlobUse(Cid.raw(ByteBuffer.allocate(4).putInt(i).array()), "a.b.c/x"));
        }
        store.commit(List.of(new RepoChange(
                ALICE, null, head, List.of(), List.of(), List.of(), List.of(), uses, List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), List.of(), List.of())));

        int pages = 0;
        Cid after = null;
        do {
            var page = store.blobsNamedSince(head.repo(), head.rev().toLong(), after, 10);
            assertThat(page.uses()).hasSizeLessThanOrEqualTo(1);
            after = page.next();
            pages++;
        } while (after != null);
        assertThat(pages).isBetween(2, 6);
        assertThat(store.blobsInUse(BOB, head.repo(), null, 10, true).uses()).hasSize(10);
    }

    @Test
    void backlinks_areFoundBySubject() {
        var subject = Cid.raw(new byte[] {1});
        var head = head(ALICE, store.newRepoNumber(), 1);
        store.commit(List.of(new RepoChange(
                ALICE,
                null,
                head,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new BacklinkRow(subject, new RecordKey("x")),
                        new BacklinkRow(Cid.raw(new byte[] {2}), new RecordKey("y"))),
                List.of(),
                List.of(),
                List.of(),
                List.of())));

        assertThat(store.backlinks(head.repo(), subject, 10)).containsExactly(new RecordKey("x"));
        assertThat(store.backlinks(head.repo(), subject, 0)).isEmpty();
        var all = new ArrayList<BacklinkRow>();
        store.eachBacklink(head.repo(), all::add);
        assertThat(all)
                .containsExactlyInAnyOrder(
                        new BacklinkRow(subject, new RecordKey("x")),
                        new BacklinkRow(Cid.raw(new byte[] {2}), new RecordKey("y")));
    }

    @Test
    void bulkRows_areDroppedUnlessAHeadTakesThem() {
        var old = created(ALICE, record("a.b.c/old", "old"));
        long abandoned = store.newRepoNumber();
        try (var rows = store.bulkWriter(abandoned)) {
            rows.record(record("a.b.c/1", "never finished"));
        }
        long unclaimed = store.newRepoNumber();
        try (var rows = store.bulkWriter(unclaimed)) {
            rows.record(record("a.b.c/1", "finished, but no head names it"));
            rows.finish();
        }
        long taken = store.newRepoNumber();
        try (var rows = store.bulkWriter(taken)) {
            for (int i = 0; i < 2000; i++) {
                rows.record(record("a.b.c/" + i, "new"));
            }
            rows.finish();
        }
        store.commit(List.of(change(ALICE, old, head(ALICE, taken, 2))));
        reopen();

        assertThat(store.record(abandoned, "a.b.c/1")).isNull();
        assertThat(store.record(old.repo(), "a.b.c/old")).isNull();
        assertThat(isDurable() ? store.record(unclaimed, "a.b.c/1") : null).isNull();
        assertThat(store.record(taken, "a.b.c/1999")).isNotNull();
        assertThat(store.head(ALICE).repo()).isEqualTo(taken);
    }

    @Test
    void collections_areListedWithThoseWhoHaveThem() {
        var one = new Nsid("a.b.one");
        var other = new Nsid("a.b.ones");
        var bobs = created(BOB, record("a.b.one/1", "b"), record("a.b.ones/1", "b"));
        created(ALICE, record("a.b.one/1", "a"));
        var carol = new Did("did:plc:carol");
        created(carol, record("a.b.one/1", "c"));
        reopen();

        assertThat(store.reposWith(one, null, 10)).containsExactly(ALICE, BOB, carol);
        assertThat(store.reposWith(one, ALICE, 1)).containsExactly(BOB);
        assertThat(store.reposWith(one, new Did("did:plc:bo"), 10)).containsExactly(BOB, carol);
        assertThat(store.reposWith(other, null, 10)).containsExactly(BOB);
        assertThat(store.reposWith(new Nsid("a.b.on"), null, 10)).isEmpty();
        assertThat(store.isListed(one, ALICE)).isTrue();
        assertThat(store.isListed(other, ALICE)).isFalse();
        assertThat(store.hasRecords(bobs.repo(), other)).isTrue();
        assertThat(store.hasRecords(bobs.repo(), new Nsid("a.b.on"))).isFalse();
        var listed = new ArrayList<String>();
        store.eachListed((collection, did) -> listed.add(collection + " " + did));
        if (isDurable()) {
            assertThat(listed)
                    .containsExactly(one + " " + ALICE, one + " " + BOB, one + " " + carol, other + " " + BOB);
        }
    }

    @Test
    void collections_areThoseOfTheRepositoryThatTookThePlace() {
        var old = created(ALICE, record("a.b.old/1", "old"), record("a.b.both/1", "old"));
        long taken = store.newRepoNumber();
        try (var rows = store.bulkWriter(taken)) {
            rows.record(record("a.b.both/1", "new"));
            rows.record(record("a.b.new/1", "new"));
            rows.finish();
        }

        store.commit(List.of(change(ALICE, old, head(ALICE, taken, 2))));

        assertThat(store.isListed(new Nsid("a.b.old"), ALICE)).isFalse();
        assertThat(store.isListed(new Nsid("a.b.both"), ALICE)).isTrue();
        assertThat(store.isListed(new Nsid("a.b.new"), ALICE)).isTrue();
    }

    @Test
    void heads_areListedInOrder() {
        created(BOB);
        created(ALICE);

        var seen = new ArrayList<Did>();
        store.eachHead(seen::add);

        assertThat(seen).containsExactly(ALICE, BOB);
    }
}
