package dev.rookery.pds.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The promises of [BlobStore].
public abstract class BlobStoreContract {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:web:bob.test%3A2583");
    private static final byte[] HELLO = "hello".getBytes(UTF_8);
    private static final Cid HELLO_CID = Cid.raw(HELLO);
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private Instant now = Instant.parse("2026-11-23T18:00:00Z");
    private final InstantSource time = () -> now;

    protected abstract BlobStore open(InstantSource time);

    /// The number of temporary blobs that are kept, complete or not.
    protected abstract int temporaryCount();

    @Test
    void receivedBlob_isNamedByItsContent() {
        var store = open(time);

        var received = store.receive(ALICE, in(HELLO), NO_LIMIT);

        assertThat(received.cid()).isEqualTo(HELLO_CID);
        assertThat(received.size()).isEqualTo(5);
        assertThat(received.mediaType()).isNull();
        assertThat(received.mediaTypeOr("text/plain")).isEqualTo("text/plain");
    }

    @Test
    void temporaryBlob_isNotReadable() {
        var store = open(time);

        store.receive(ALICE, in(HELLO), NO_LIMIT);

        assertThat(store.has(ALICE, HELLO_CID)).isFalse();
        assertThat(store.open(ALICE, HELLO_CID)).isEmpty();
        assertThat(listed(store, ALICE)).isEmpty();
    }

    @Test
    void permanentBlob_isReadableByItsAccountAlone() {
        var store = open(time);

        keep(store, ALICE, HELLO);

        assertThat(content(store, ALICE, HELLO_CID)).isEqualTo(HELLO);
        assertThat(listed(store, ALICE)).containsExactly(HELLO_CID);
        assertThat(store.has(BOB, HELLO_CID)).isFalse();
        assertThat(listed(store, BOB)).isEmpty();
        assertThat(temporaryCount()).isZero();
    }

    @Test
    void emptyAndLargeBlobs_areKeptWhole() {
        var store = open(time);
        byte[] large = new byte[3_000_000];
        new Random(23).nextBytes(large);

        var empty = keep(store, ALICE, new byte[0]);
        var big = keep(store, ALICE, large);

        assertThat(content(store, ALICE, empty)).isEmpty();
        assertThat(content(store, ALICE, big)).isEqualTo(large);
        assertThat(big).isEqualTo(Cid.raw(large));
    }

    @Test
    void makePermanentAgain_changesNothing() {
        var store = open(time);
        var first = store.receive(ALICE, in(HELLO), NO_LIMIT);
        var second = store.receive(ALICE, in(HELLO), NO_LIMIT);

        assertThat(store.makePermanent(ALICE, first.temporaryKey(), HELLO_CID)).isTrue();
        assertThat(store.makePermanent(ALICE, first.temporaryKey(), HELLO_CID)).isTrue();
        assertThat(store.makePermanent(ALICE, second.temporaryKey(), HELLO_CID)).isTrue();

        assertThat(content(store, ALICE, HELLO_CID)).isEqualTo(HELLO);
        assertThat(temporaryCount()).isZero();
    }

    @Test
    void makePermanent_withoutABlob_saysSo() {
        var store = open(time);
        var received = store.receive(ALICE, in(HELLO), NO_LIMIT);

        assertThat(store.makePermanent(BOB, received.temporaryKey(), HELLO_CID)).isFalse();
        store.discard(ALICE, received.temporaryKey());

        assertThat(store.makePermanent(ALICE, received.temporaryKey(), HELLO_CID))
                .isFalse();
        assertThat(store.has(ALICE, HELLO_CID)).isFalse();
    }

    @Test
    void tooLargeBlob_leavesNothing() {
        var store = open(time);

        assertThatThrownBy(() -> store.receive(ALICE, in(HELLO), 4)).isInstanceOf(BlobTooLargeException.class);
        assertThatThrownBy(() -> store.receive(ALICE, in(new byte[1_000_000]), 999_999))
                .isInstanceOf(BlobTooLargeException.class);
        store.discard(ALICE, store.receive(ALICE, in(HELLO), 5).temporaryKey());

        assertThat(temporaryCount()).isZero();
    }

    @Test
    void brokenStream_leavesNothing() throws IOException {
        var store = open(time);
        var broken = InputStream.nullInputStream();
        broken.close();

        assertThatThrownBy(() -> store.receive(ALICE, new SequenceInputStream(in(new byte[100_000]), broken), NO_LIMIT))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(temporaryCount()).isZero();
    }

    @Test
    void deletedBlob_isGoneAndMayComeAgain() {
        var store = open(time);
        keep(store, ALICE, HELLO);
        keep(store, BOB, HELLO);

        store.delete(ALICE, HELLO_CID);
        store.delete(ALICE, HELLO_CID);

        assertThat(store.has(ALICE, HELLO_CID)).isFalse();
        assertThat(store.has(BOB, HELLO_CID)).isTrue();
        keep(store, ALICE, HELLO);
        assertThat(content(store, ALICE, HELLO_CID)).isEqualTo(HELLO);
    }

    @Test
    void delete_leavesWhatWasReceivedSince() {
        var store = open(time);
        keep(store, ALICE, HELLO);
        var again = store.receive(ALICE, in(HELLO), NO_LIMIT);

        store.delete(ALICE, HELLO_CID);

        assertThat(store.makePermanent(ALICE, again.temporaryKey(), HELLO_CID)).isTrue();
        assertThat(content(store, ALICE, HELLO_CID)).isEqualTo(HELLO);
    }

    @Test
    void deleteAll_takesTheAccountsBlobsOnly() {
        var store = open(time);
        keep(store, ALICE, HELLO);
        keep(store, ALICE, new byte[10]);
        keep(store, BOB, HELLO);
        store.receive(ALICE, in(new byte[20]), NO_LIMIT);

        store.deleteAll(ALICE);
        store.deleteAll(ALICE);

        assertThat(listed(store, ALICE)).isEmpty();
        assertThat(listed(store, BOB)).containsExactly(HELLO_CID);
        assertThat(temporaryCount()).isZero();
    }

    @Test
    void oldTemporaryBlobs_areDiscarded() {
        var store = open(time);
        var old = store.receive(ALICE, in(HELLO), NO_LIMIT);
        keep(store, BOB, HELLO);
        now = now.plus(ReceivedBlob.KEPT).plusSeconds(1);
        var fresh = store.receive(BOB, in(new byte[1]), NO_LIMIT);

        int discarded = store.discardReceivedBefore(now.minus(ReceivedBlob.KEPT));

        assertThat(discarded).isEqualTo(1);
        assertThat(store.makePermanent(ALICE, old.temporaryKey(), old.cid())).isFalse();
        assertThat(store.makePermanent(BOB, fresh.temporaryKey(), fresh.cid())).isTrue();
        assertThat(store.has(BOB, HELLO_CID)).isTrue();
    }

    @Test
    void openBlob_mayBeDeletedMeanwhile() throws IOException {
        var store = open(time);
        keep(store, ALICE, HELLO);

        try (var blob = store.open(ALICE, HELLO_CID).orElseThrow()) {
            store.delete(ALICE, HELLO_CID);

            assertThat(blob.size()).isEqualTo(5);
            assertThat(blob.stream().readAllBytes()).isEqualTo(HELLO);
        }
    }

    private static Cid keep(BlobStore store, Did account, byte[] content) {
        var received = store.receive(account, in(content), NO_LIMIT);
        assertThat(store.makePermanent(account, received.temporaryKey(), received.cid()))
                .isTrue();
        return received.cid();
    }

    private static byte[] content(BlobStore store, Did account, Cid cid) {
        try (var blob = store.open(account, cid).orElseThrow()) {
            byte[] content = blob.stream().readAllBytes();
            assertThat(blob.size()).isEqualTo(content.length);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Cid> listed(BlobStore store, Did account) {
        var cids = new ArrayList<Cid>();
        store.forEach(account, cids::add);
        return cids;
    }

    private static InputStream in(byte[] content) {
        return new ByteArrayInputStream(content);
    }
}
