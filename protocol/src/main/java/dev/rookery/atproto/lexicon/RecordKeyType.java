package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the keys of a collection's records look like.
public sealed interface RecordKeyType {

    /// Any valid key (`any`).
    record Any() implements RecordKeyType {}

    /// A TID (`tid`).
    record Timestamp() implements RecordKeyType {}

    /// An NSID (`nsid`).
    record Name() implements RecordKeyType {}

    /// One fixed key (`literal:…`): the collection has at most one record.
    record Literal(RecordKey key) implements RecordKeyType {}

    /// Reads the lexicon language's name of a type; empty if it is none.
    static Optional<RecordKeyType> parse(String text) {
        return switch (text) {
            case "any" -> Optional.of(new Any());
            case "tid" -> Optional.of(new Timestamp());
            case "nsid" -> Optional.of(new Name());
            default -> parseLiteral(text);
        };
    }

    private static Optional<RecordKeyType> parseLiteral(String text) {
        String mark = "literal:";
        return text.startsWith(mark) && RecordKey.isValid(text.substring(mark.length()))
                ? Optional.of(new Literal(new RecordKey(text.substring(mark.length()))))
                : Optional.empty();
    }

    /// Returns what is wrong with a key, or null if it is of this type.
    default @Nullable Issue check(RecordKey key) {
        return switch (this) {
            case Any _ -> null;
            case Timestamp _ -> Tid.isValid(key.text()) ? null : Issue.format("TID string", key.text());
            case Name _ -> Nsid.isValid(key.text()) ? null : Issue.format("NSID", key.text());
            case Literal(RecordKey only) ->
                only.equals(key) ? null : Issue.value(List.of(Preview.of(only.text())), new DataString(key.text()));
        };
    }
}
