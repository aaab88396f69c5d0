package dev.rookery.pds.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.blob.BlobStoreContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskBlobStoreTest extends BlobStoreContract {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path folder;

    @Override
    protected BlobStore open(InstantSource time) {
        return new DiskBlobStore(folder.resolve("a/blobs"), time, new SecureRandom());
    }

    @Override
    protected int temporaryCount() {
        try (var files = Files.walk(folder.resolve("a/blobs/tempt"))) {
            return (int) files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void permanentBlob_isAFileNamedByAccountAndCid() throws IOException {
        var store = open(InstantSource.system());
        var received = store.receive(ALICE, new ByteArrayInputStream(CONTENT), 100);

        store.makePermanent(ALICE, received.temporaryKey(), received.cid());

        var file = folder.resolve("a/blobs/did:plc:alice/" + Cid.raw(CONTENT));
        assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
    }

    @Test
    void blobs_surviveARestart() {
        var first = open(InstantSource.system());
        var received = first.receive(ALICE, new ByteArrayInputStream(CONTENT), 100);

        var second = open(InstantSource.system());

        assertThat(second.makePermanent(ALICE, received.temporaryKey(), received.cid()))
                .isTrue();
        assertThat(open(InstantSource.system()).has(ALICE, received.cid())).isTrue();
    }

    @Test
    void otherFiles_areNoBlobs() throws IOException {
        var store = open(InstantSource.system());
        Files.createDirectories(folder.resolve("a/blobs/did:plc:alice"));
        Files.writeString(folder.resolve("a/blobs/did:plc:alice/notes.txt"), "mine");

        List<Cid> listed = new ArrayList<>();
        store.forEach(ALICE, listed::add);

        assertThat(listed).isEmpty();
    }

    @Test
    void keyThatLeadsElsewhere_isRefused() {
        var store = open(InstantSource.system());

        assertThatThrownBy(() -> store.makePermanent(ALICE, "../../secret", Cid.raw(CONTENT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.discard(ALICE, "")).isInstanceOf(IllegalArgumentException.class);
    }
}
