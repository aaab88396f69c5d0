package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.lexicon.InvalidLexiconDataException;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.RecordKeyType;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import org.jspecify.annotations.Nullable;

/// Checks records before they are written, and encodes them.
public final class RecordPreparer {
    private final Lexicons lexicons;

    public RecordPreparer(Lexicons lexicons) {
        this.lexicons = lexicons;
    }

    /// The key that a record gets when the caller names none: the one that its schema prescribes, or the proposed one.
    public RecordKey keyFor(Nsid collection, RecordKey proposed) {
        return lexicons.record(collection)
                .map(definition -> definition.key() instanceof RecordKeyType.Literal(RecordKey only) ? only : proposed)
                .orElse(proposed);
    }

    /// Checks and encodes a record.
    ///
    /// @param validate true if it must conform to a known schema, false if it need not, null if it must where
    ///     there is one
    /// @param path where it stands in the request, for messages
    /// @throws InvalidRecordException where it may not be written
    public PreparedRecord prepare(
            Nsid collection, RecordKey rkey, DataMap given, @Nullable Boolean validate, String path) {
        var record = withType(collection, given);
        var validated = validate(collection, rkey, record, validate, path);
        var blobs = lexicons.blobs(collection, record);
        if (!blobs.legacy().isEmpty()) {
            throw new InvalidRecordException(
                    "Legacy blobs are not allowed (" + blobs.legacy().getFirst().cid() + ")");
        }
        var block = encode(record);
        return new PreparedRecord(
                Cid.dagCbor(block), block, blobs.uses(), Backlinks.subject(collection, record), validated);
    }

    private static byte[] encode(DataMap record) {
        try {
            return DagCbor.encode(record);
        } catch (InvalidDataException e) {
            throw new InvalidRecordException(String.valueOf(e.getMessage()));
        }
    }

    private static DataMap withType(Nsid collection, DataMap record) {
        DataValue type = record.get("$type");
        if (type == null) {
            return record.with("$type", new DataString(collection.text()));
        }
        if (!(type instanceof DataString text) || !text.value().equals(collection.text())) {
            var got = type instanceof DataString text ? ", got " + text.value() : "";
            throw new InvalidRecordException("Invalid $type: expected " + collection + got);
        }
        return record;
    }

    private @Nullable Boolean validate(
            Nsid collection, RecordKey rkey, DataMap record, @Nullable Boolean validate, String path) {
        if (Boolean.FALSE.equals(validate)) {
            return null;
        }
        var definition = lexicons.record(collection);
        if (definition.isEmpty()) {
            if (validate != null) {
                throw new InvalidRecordException("Unknown lexicon type: " + collection);
            }
            return false;
        }
        try {
            definition.get().check(rkey, record, path);
            return true;
        } catch (InvalidLexiconDataException e) {
            throw new InvalidRecordException(String.valueOf(e.getMessage()));
        }
    }
}
