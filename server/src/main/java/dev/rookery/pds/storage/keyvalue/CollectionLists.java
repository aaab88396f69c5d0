package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.storage.keyvalue.KeyValues.Batch;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Which accounts have records of a collection, over all repositories.
record CollectionLists(Reads reads) {
    static void add(Batch rows, List<Nsid> collections, Did did) {
        collections.forEach(
                collection -> rows.put(Space.COLLECTIONS, Rows.collectionKey(collection, did.text()), Rows.nothing()));
    }

    static void remove(Batch rows, List<Nsid> collections, Did did) {
        collections.forEach(collection -> rows.delete(Space.COLLECTIONS, Rows.collectionKey(collection, did.text())));
    }

    List<Did> reposWith(Nsid collection, @Nullable Did after, int limit) {
        var found = new ArrayList<Did>();
        var prefix = Rows.collectionKey(collection, "");
        var from = after == null ? prefix : Rows.collectionKey(collection, after.text() + '\0');
        try (var scan = reads.ascending(Space.COLLECTIONS, from)) {
            for (var entry = scan.next();
                    entry != null && found.size() < limit && Rows.startsWith(entry.key(), prefix);
                    entry = scan.next()) {
                found.add(new Did(Rows.text(entry.key(), prefix.length)));
            }
        }
        return found;
    }

    boolean has(Nsid collection, Did did) {
        return reads.get(Space.COLLECTIONS, Rows.collectionKey(collection, did.text())) != null;
    }

    void each(BiConsumer<Nsid, Did> visitor) {
        try (var scan = reads.ascending(Space.COLLECTIONS, Rows.nothing())) {
            for (var entry = scan.next(); entry != null; entry = scan.next()) {
                var key = Rows.text(entry.key(), 0);
                int end = key.indexOf('\0');
                visitor.accept(new Nsid(key.substring(0, end)), new Did(key.substring(end + 1)));
            }
        }
    }
}
