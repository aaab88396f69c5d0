package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Knows of which records there may be but one per subject: two follows of one person are a mistake.
final class Backlinks {
    /// The digest of a record's collection and subject, or null where its kind has no such rule.
    static @Nullable Cid subject(Nsid collection, DataMap record) {
        var subject = switch (collection.text()) {
            case "app.bsky.graph.follow", "app.bsky.graph.block" -> did(record);
            case "app.bsky.feed.like", "app.bsky.feed.repost" -> uri(record);
            default -> null;
        };
        return subject == null ? null : Cid.raw((collection.text() + '\0' + subject).getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String did(DataMap record) {
        var subject = record.text("subject");
        return subject != null && Did.isValid(subject) ? subject : null;
    }

    private static @Nullable String uri(DataMap record) {
        var uri = record.get("subject") instanceof DataMap subject ? subject.text("uri") : null;
        return uri != null && AtUri.isValid(uri) ? uri : null;
    }

    private Backlinks() {}
}
