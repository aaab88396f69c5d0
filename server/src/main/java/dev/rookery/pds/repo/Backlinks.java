package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.CborScan;
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
        return switch (kind(collection)) {
            case PERSON -> digest(collection, did(record.text("subject")));
            case RECORD ->
                digest(collection, uri(record.get("subject") instanceof DataMap subject ? subject.text("uri") : null));
            case NONE -> null;
        };
    }

    /// The same of a record's bytes.
    static @Nullable Cid subject(Nsid collection, byte[] record) {
        return switch (kind(collection)) {
            case PERSON -> digest(collection, did(CborScan.text(record, "subject")));
            case RECORD -> digest(collection, uri(CborScan.text(record, "subject", "uri")));
            case NONE -> null;
        };
    }

    /// What the subjects of a collection are.
    private enum Kind {
        PERSON,
        RECORD,
        NONE
    }

    private static Kind kind(Nsid collection) {
        return switch (collection.text()) {
            case "app.bsky.graph.follow", "app.bsky.graph.block" -> Kind.PERSON;
            case "app.bsky.feed.like", "app.bsky.feed.repost" -> Kind.RECORD;
            default -> Kind.NONE;
        };
    }

    private static @Nullable Cid digest(Nsid collection, @Nullable String subject) {
        return subject == null ? null : Cid.raw((collection.text() + '\0' + subject).getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String did(@Nullable String subject) {
        return subject != null && Did.isValid(subject) ? subject : null;
    }

    private static @Nullable String uri(@Nullable String subject) {
        return subject != null && AtUri.isValid(subject) ? subject : null;
    }

    private Backlinks() {}
}
