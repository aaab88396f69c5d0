package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.LegacyBlob;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.repo.BlobService;
import java.util.List;

/// Brings the pictures of old profiles up to date. Whoever changes a profile sends back its pictures as they got them,
/// and old ones name their blobs in a form that new records may not have.
public final class ProfilePictures {
    private static final Nsid PROFILE = new Nsid("app.bsky.actor.profile");
    private static final List<String> PICTURES = List.of("avatar", "banner");

    private final BlobService blobs;

    public ProfilePictures(BlobService blobs) {
        this.blobs = blobs;
    }

    /// Returns the record with today's references in place of old ones to blobs that are here.
    DataMap upToDate(Did did, Nsid collection, DataMap record) {
        if (!collection.equals(PROFILE)) {
            return record;
        }
        DataMap upgraded = record;
        for (String picture : PICTURES) {
            if (upgraded.get(picture) instanceof LegacyBlob old) {
                Cid cid = old.ref();
                var known = blobs.info(did, cid);
                upgraded = known == null
                        ? upgraded
                        : upgraded.with(picture, new Blob(cid, known.mimeType(), known.size()));
            }
        }
        return upgraded;
    }
}
