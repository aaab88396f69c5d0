package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoStore.BlobPage;
import dev.rookery.pds.repo.RepoStore.UploadedBlob;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of blobs, and which records name them.
record BlobRows(Reads reads) {
    /// How many rows are looked at for one page: what is looked for may be nowhere in a large repository.
    private static final int LOOKS_MAX = 10_000;

    @Nullable
    BlobRow find(Did did, Cid cid) {
        var row = reads.get(Space.BLOBS, Rows.blobKey(did, cid));
        return row == null ? null : Rows.blob(cid, row);
    }

    List<String> uses(long repo, Cid cid, int limit) {
        var found = new ArrayList<String>();
        var prefix = Rows.key(repo, cid, "");
        try (var scan = reads.ascending(Space.BLOB_USES, prefix)) {
            for (var entry = scan.next();
                    entry != null && found.size() < limit && Rows.startsWith(entry.key(), prefix);
                    entry = scan.next()) {
                found.add(Rows.text(entry.key(), prefix.length));
            }
        }
        return found;
    }

    BlobPage inUse(Did did, long repo, @Nullable Cid after, int limit, boolean missingOnly) {
        var found = new ArrayList<BlobUse>();
        var entry = reads.ceiling(Space.BLOB_USES, from(repo, after));
        for (int looks = 0; entry != null && Rows.isOf(repo, entry.key()); looks++) {
            var cid = Cid.fromBytes(entry.key(), Rows.REPO_BYTES);
            if (!missingOnly || find(did, cid) == null) {
                found.add(use(entry));
            }
            if (found.size() >= limit || looks == LOOKS_MAX) {
                return new BlobPage(found, cid);
            }
            entry = reads.ceiling(Space.BLOB_USES, from(repo, cid));
        }
        return new BlobPage(found, null);
    }

    BlobPage namedSince(long repo, long rev, @Nullable Cid after, int limit) {
        var found = new ArrayList<BlobUse>();
        var last = after;
        try (var scan = reads.ascending(Space.BLOB_USES, from(repo, after))) {
            var entry = scan.next();
            for (int looks = 0; entry != null && Rows.isOf(repo, entry.key()); looks++) {
                var cid = Cid.fromBytes(entry.key(), Rows.REPO_BYTES);
                boolean enough = looks >= LOOKS_MAX;
                if (!cid.equals(last) && (enough || Rows.number(entry.value()) > rev)) {
                    found.add(use(entry));
                    last = cid;
                }
                if (enough || found.size() >= limit) {
                    return new BlobPage(found, cid);
                }
                entry = scan.next();
            }
        }
        return new BlobPage(found, null);
    }

    /// Behind all uses of a blob.
    private static byte[] from(long repo, @Nullable Cid after) {
        return after == null ? Rows.number(repo) : Rows.key(repo, after, "\u00ff");
    }

    private static BlobUse use(Reads.Entry entry) {
        var cid = Cid.fromBytes(entry.key(), Rows.REPO_BYTES);
        return new BlobUse(cid, Rows.text(entry.key(), Rows.REPO_BYTES + Cid.LENGTH));
    }

    List<UploadedBlob> list(@Nullable UploadedBlob after, int limit) {
        var found = new ArrayList<UploadedBlob>();
        var last = after == null
                ? Rows.nothing()
                : Rows.blobKey(after.did(), after.row().cid());
        try (var scan = reads.ascending(Space.BLOBS, last)) {
            for (var entry = scan.next(); entry != null && found.size() < limit; entry = scan.next()) {
                if (!Arrays.equals(entry.key(), last)) {
                    var cid = Cid.fromBytes(entry.key(), entry.key().length - Cid.LENGTH);
                    found.add(new UploadedBlob(Rows.blobOwner(entry.key()), Rows.blob(cid, entry.value())));
                }
            }
        }
        return found;
    }
}
