package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.CborScan;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoStore.BulkWriter;
import java.util.HashSet;
import java.util.Set;

/// Writes the records of a new repository, each with the rows that follow from it: the blobs and the subject it names.
/// Takes them out of the record's bytes, whatever it is made of.
record RecordWriter(BulkWriter rows) {
    /// Returns how many blobs the record names.
    ///
    /// @throws dev.rookery.atproto.data.InvalidDataException where the block is no record; nothing is written then
    int write(Nsid collection, RecordKey rkey, RecordRow row) {
        Set<Cid> blobs = new HashSet<>();
        CborScan.blobs(row.block(), blob -> blobs.add(blob.ref()), blob -> blobs.add(blob.ref()));
        rows.record(row);
        blobs.forEach(blob -> rows.blobUse(new BlobUse(blob, row.path()), row.rev()));
        var subject = Backlinks.subject(collection, row.block());
        if (subject != null) {
            rows.backlink(new BacklinkRow(subject, rkey));
        }
        return blobs.size();
    }
}
