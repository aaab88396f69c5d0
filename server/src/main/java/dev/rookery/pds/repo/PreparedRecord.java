package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.lexicon.BlobUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A record that was checked and encoded, ready to be written.
///
/// @param block the record in DAG-CBOR; not to be changed
/// @param subject the digest of its collection and subject, where there may be but one such record
/// @param validated whether there was a schema to check it against; null where the caller wanted no check
public record PreparedRecord(
        Cid cid,
        byte[] block,
        List<BlobUse> blobs,
        @Nullable Cid subject,
        @Nullable Boolean validated) {}
