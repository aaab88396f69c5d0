package dev.rookery.pds.storage.keyvalue;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Records in the order of their paths, and by their subjects.
record RecordRows(Reads reads) {
    List<RecordRow> list(
            long repo, Nsid collection, @Nullable String afterKey, boolean ascending, int limit, long bytesMax) {
        var prefix = collection.text() + '/';
        var end = collection.text() + '0';
        var found = new ArrayList<RecordRow>(limit);
        try (var scan = ascending
                ? reads.ascending(Space.RECORDS, Rows.key(repo, afterKey == null ? prefix : prefix + afterKey + '\0'))
                : reads.descending(Space.RECORDS, Rows.key(repo, afterKey == null ? end : prefix + afterKey))) {
            long bytes = 0;
            while (found.size() < limit && bytes < bytesMax) {
                var entry = scan.next();
                var path = entry == null ? "" : Rows.text(entry.key(), Rows.REPO_BYTES);
                if (entry == null || !Rows.isOf(repo, entry.key()) || !path.startsWith(prefix)) {
                    break;
                }
                var row = Rows.record(path, entry.value());
                if (!row.hidden()) {
                    found.add(row);
                    bytes += row.block().length;
                }
            }
        }
        return found;
    }

    List<Nsid> collections(long repo, int limit) {
        var found = new ArrayList<Nsid>();
        var entry = reads.ceiling(Space.RECORDS, Rows.number(repo));
        while (entry != null && Rows.isOf(repo, entry.key()) && found.size() < limit) {
            var path = Rows.text(entry.key(), Rows.REPO_BYTES);
            var collection = path.substring(0, path.indexOf('/'));
            found.add(new Nsid(collection));
            entry = reads.ceiling(Space.RECORDS, Rows.key(repo, collection + '0'));
        }
        return found;
    }

    boolean has(long repo, Nsid collection) {
        var prefix = Rows.key(repo, collection.text() + '/');
        var entry = reads.ceiling(Space.RECORDS, prefix);
        return entry != null && Rows.startsWith(entry.key(), prefix);
    }

    List<RecordKey> backlinks(long repo, Cid subject, int limit) {
        var found = new ArrayList<RecordKey>();
        var prefix = Rows.key(repo, subject, "");
        try (var scan = reads.ascending(Space.BACKLINKS, prefix)) {
            for (var entry = scan.next();
                    entry != null && found.size() < limit && Rows.startsWith(entry.key(), prefix);
                    entry = scan.next()) {
                found.add(new RecordKey(Rows.text(entry.key(), prefix.length)));
            }
        }
        return found;
    }

    void eachBacklink(long repo, Consumer<BacklinkRow> visitor) {
        try (var scan = reads.ascending(Space.BACKLINKS, Rows.number(repo))) {
            for (var entry = scan.next(); entry != null && Rows.isOf(repo, entry.key()); entry = scan.next()) {
                visitor.accept(Rows.backlink(entry.key()));
            }
        }
    }
}
