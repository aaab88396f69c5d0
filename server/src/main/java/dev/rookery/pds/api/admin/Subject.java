package dev.rookery.pds.api.admin;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.InvalidSyntaxException;
import dev.rookery.pds.xrpc.XrpcException;

/// What a moderator speaks of: an account, one of its records, or one of its blobs.
sealed interface Subject {
    String ACCOUNT = "com.atproto.admin.defs#repoRef";
    String RECORD = "com.atproto.repo.strongRef";
    String BLOB = "com.atproto.admin.defs#repoBlobRef";

    record OfAccount(Did did) implements Subject {}

    record OfRecord(AtUri uri) implements Subject {}

    record OfBlob(Did did, Cid cid) implements Subject {}

    /// Reads the subject of a request, which its lexicon has checked as far as it knows the type.
    static Subject parse(DataMap map) {
        String type = text(map, "$type");
        try {
            return switch (type) {
                case ACCOUNT -> new OfAccount(new Did(text(map, "did")));
                case RECORD -> new OfRecord(new AtUri(text(map, "uri")));
                case BLOB -> new OfBlob(new Did(text(map, "did")), Cid.parse(text(map, "cid")));
                default -> throw XrpcException.invalidRequest("Invalid subject (" + type + ")");
            };
        } catch (InvalidSyntaxException | InvalidCidException e) {
            throw XrpcException.invalidRequest("Invalid subject: " + e.getMessage());
        }
    }

    private static String text(DataMap map, String name) {
        String text = map.text(name);
        return text == null ? "" : text;
    }

    static DataMap account(Did did) {
        return DataMap.of("$type", new DataString(ACCOUNT), "did", new DataString(did.text()));
    }

    static DataMap record(AtUri uri, Cid cid) {
        return DataMap.builder()
                .put("$type", RECORD)
                .put("uri", uri.text())
                .put("cid", cid.toString())
                .build();
    }

    static DataMap blob(Did did, Cid cid) {
        return DataMap.builder()
                .put("$type", BLOB)
                .put("did", did.text())
                .put("cid", cid.toString())
                .build();
    }
}
