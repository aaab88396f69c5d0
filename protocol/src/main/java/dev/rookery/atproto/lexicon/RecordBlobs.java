package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.LegacyBlob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The blobs that a record names. New records may name none in the legacy form; repositories that move in
/// may.
public record RecordBlobs(List<BlobUse> uses, List<LegacyBlob> legacy) {
    public RecordBlobs {
        uses = List.copyOf(uses);
        legacy = List.copyOf(legacy);
    }

    /// Finds blobs anywhere in a record, also where the schema does not reach or there is none.
    static RecordBlobs of(DataMap record, @Nullable Schema schema) {
        var finder = new BlobFinder();
        finder.visit(record, schema);
        return finder.found();
    }
}
