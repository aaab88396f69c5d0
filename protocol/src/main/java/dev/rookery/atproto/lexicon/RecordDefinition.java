package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;

/// A type of record, which is also the collection that its records are in.
public record RecordDefinition(Nsid id, RecordKeyType key, ObjectSchema schema) implements Definition {
    /// Where a record is in the input of the methods that write one.
    public static final String PATH = "$.record";

    /// Throws [InvalidLexiconDataException] if a record or its key does not conform. `path` is where the
    /// record is in what was sent, such as [#PATH] or `$.writes[3].record`.
    public void check(RecordKey recordKey, DataMap record, String path) {
        var keyIssue = key.check(recordKey);
        if (keyIssue != null) {
            throw keyIssue.toException("Invalid record key for " + id + ": ", "$");
        }
        var issue = schema.check(record);
        if (issue != null) {
            throw issue.toException("Invalid " + id + " record: ", path);
        }
    }
}
