package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.repo.RepoChange.BlobRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoStore.UploadedBlob;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known of blobs, and which records name them.
record BlobRows(Reads reads) {
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

    List<BlobUse> inUse(Did did, long repo, @Nullable Cid after, int limit, boolean missingOnly) {
        var found = new ArrayList<BlobUse>();
        var from = after == null ? Rows.number(repo) : Rows.key(repo, after, "\u00ff");
        var entry = reads.ceiling(Space.BLOB_USES, from);
        while (entry != null && Rows.isOf(repo, entry.key()) && found.size() < limit) {
            var cid = Cid.fromBytes(entry.key(), Rows.REPO_BYTES);
            if (!missingOnly || find(did, cid) == null) {
                found.add(new BlobUse(cid, Rows.text(entry.key(), Rows.REPO_BYTES + Cid.LENGTH)));
            }
            entry = reads.ceiling(Space.BLOB_USES, Rows.key(repo, cid, "\u00ff"));
        }
        return found;
    }

    List<BlobUse> namedSince(long repo, long rev, @Nullable Cid after, int limit) {
        var found = new ArrayList<BlobUse>();
        var last = after;
        try (var scan =
                reads.ascending(Space.BLOB_USES, after == null ? Rows.number(repo) : Rows.key(repo, after, "\u00ff"))) {
            for (var entry = scan.next();
                    entry != null && Rows.isOf(repo, entry.key()) && found.size() < limit;
                    entry = scan.next()) {
                var cid = Cid.fromBytes(entry.key(), Rows.REPO_BYTES);
                if (Rows.number(entry.value()) > rev && !cid.equals(last)) {
                    found.add(new BlobUse(cid, Rows.text(entry.key(), Rows.REPO_BYTES + Cid.LENGTH)));
                    last = cid;
                }
            }
        }
        return found;
    }

    void each(Consumer<UploadedBlob> visitor) {
        try (var scan = reads.ascending(Space.BLOBS, Rows.nothing())) {
            for (var entry = scan.next(); entry != null; entry = scan.next()) {
                var cid = Cid.fromBytes(entry.key(), entry.key().length - Cid.LENGTH);
                visitor.accept(new UploadedBlob(Rows.blobOwner(entry.key()), Rows.blob(cid, entry.value())));
            }
        }
    }
}
