package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.blob.BlobContent;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.blob.ReceivedBlob;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoStore.UploadedBlob;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Blobs as accounts see them: uploaded, named by records, and gone when nobody names them (I7).
///
/// Safe for use by several threads.
public final class BlobService {
    /// How many blobs are looked at before the next ones are read.
    private static final int PAGE = 500;

    private final RepoStore store;
    private final BlobStore blobs;
    private final RepoService repos;
    private final InstantSource clock;

    public BlobService(RepoStore store, BlobStore blobs, RepoService repos, InstantSource clock) {
        this.store = store;
        this.blobs = blobs;
        this.repos = repos;
        this.clock = clock;
    }

    /// What came of an upload.
    public sealed interface Upload {
        record Stored(Blob blob) implements Upload {}

        /// Moderators took the blob down, so it is not taken again.
        record TakenDown() implements Upload {}
    }

    /// Takes in a blob, for a record to name.
    ///
    /// @param declaredType what it is taken for where its first bytes do not tell
    /// @throws dev.rookery.pds.blob.BlobTooLargeException if it is larger than `sizeMax`
    public Upload upload(Did did, InputStream content, String declaredType, long sizeMax) {
        var received = blobs.receive(did, content, sizeMax);
        return repos.locked(did, () -> track(did, received, declaredType));
    }

    private Upload track(Did did, ReceivedBlob received, String declaredType) {
        var known = store.blob(did, received.cid());
        if (known != null && known.takedown() != null) {
            blobs.discard(did, received.temporaryKey());
            return new Upload.TakenDown();
        }
        if (known != null && known.temporaryKey() == null) {
            blobs.discard(did, received.temporaryKey());
            return new Upload.Stored(new Blob(known.cid(), known.mimeType(), known.size()));
        }
        var mimeType = received.mediaTypeOr(declaredType);
        boolean isNamed = isNamed(did, received.cid());
        if (isNamed) {
            blobs.makePermanent(did, received.temporaryKey(), received.cid());
        }
        var key = isNamed ? null : received.temporaryKey();
        store.putBlob(did, new BlobRow(received.cid(), mimeType, received.size(), key, clock.millis(), null));
        if (known != null && known.temporaryKey() != null) {
            blobs.discard(did, known.temporaryKey());
        }
        return new Upload.Stored(new Blob(received.cid(), mimeType, received.size()));
    }

    private boolean isNamed(Did did, Cid cid) {
        var head = repos.head(did);
        return head != null && !store.blobUses(head.repo(), cid, 1).isEmpty();
    }

    /// What is known of a blob, or null.
    public @Nullable BlobRow info(Did did, Cid cid) {
        return store.blob(did, cid);
    }

    /// Whether the bytes of a blob that a record names are here.
    public boolean isStored(Did did, Cid cid) {
        return blobs.has(did, cid);
    }

    /// Takes a blob down, with the moderators' reference, or lifts that where it is null: it is given out no more, nor
    /// taken again. False if there is none.
    public boolean takeDown(Did did, Cid cid, @Nullable String ref) {
        return repos.locked(did, () -> {
            var row = store.blob(did, cid);
            if (row != null) {
                store.putBlob(did, row.withTakedown(ref));
            }
            return row != null;
        });
    }

    /// Opens a blob that a record names, for the caller to close.
    public Optional<BlobContent> open(Did did, Cid cid) {
        return blobs.open(did, cid);
    }

    /// Deletes the blobs that waited long enough for a record to name them, and returns how many.
    public int collect() {
        long before = clock.millis() - ReceivedBlob.KEPT.toMillis();
        int count = 0;
        var page = store.blobs(null, PAGE);
        while (!page.isEmpty()) {
            for (var blob : page) {
                // Most are named: to look once more under the lock is for the rest.
                if (blob.row().createdMillis() < before
                        && !isNamed(blob.did(), blob.row().cid())) {
                    count += repos.locked(blob.did(), () -> collect(blob)) ? 1 : 0;
                }
            }
            page = store.blobs(page.getLast(), PAGE);
        }
        blobs.discardReceivedBefore(clock.instant().minus(ReceivedBlob.KEPT));
        return count;
    }

    private boolean collect(UploadedBlob blob) {
        var cid = blob.row().cid();
        var now = store.blob(blob.did(), cid);
        if (now == null || now.takedown() != null || !now.equals(blob.row()) || isNamed(blob.did(), cid)) {
            return false;
        }
        store.removeBlob(blob.did(), cid);
        if (now.temporaryKey() != null) {
            blobs.discard(blob.did(), now.temporaryKey());
        }
        blobs.delete(blob.did(), cid);
        return true;
    }
}
