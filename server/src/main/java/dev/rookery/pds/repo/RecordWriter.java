package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoChange.BacklinkRow;
import dev.rookery.pds.repo.RepoChange.BlobUse;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoStore.BulkWriter;

/// Writes the records of a new repository, each with the rows that follow from it: the blobs and the subject it names.
record RecordWriter(BulkWriter rows, Lexicons lexicons) {
    void write(Nsid collection, RecordKey rkey, RecordRow row, DataMap record) {
        rows.record(row);
        var blobs = lexicons.blobs(collection, record);
        blobs.uses().forEach(use -> rows.blobUse(new BlobUse(use.blob().ref(), row.path()), row.rev()));
        blobs.legacy().forEach(blob -> rows.blobUse(new BlobUse(Cid.parse(blob.cid()), row.path()), row.rev()));
        var subject = Backlinks.subject(collection, record);
        if (subject != null) {
            rows.backlink(new BacklinkRow(subject, rkey));
        }
    }
}
