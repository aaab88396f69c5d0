package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Language;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.atproto.syntax.Uri;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// A syntax that a schema can ask of a text.
@SuppressWarnings("ImmutableEnumChecker") // the checks are references to static methods
public enum StringFormat {
    AT_IDENTIFIER("at-identifier", "AT identifier", AtIdentifier::isValid),
    AT_URI("at-uri", "at-uri", AtUri::isValid),
    CID("cid", "CID string", CidFormat::accepts),
    DATETIME("datetime", "datetime", Datetime::isValid),
    DID("did", "DID", Did::isValid),
    HANDLE("handle", "handle", Handle::isValid),
    LANGUAGE("language", "language", Language::isValid),
    NSID("nsid", "NSID", Nsid::isValid),
    RECORD_KEY("record-key", "record key", RecordKey::isValid),
    TID("tid", "TID string", Tid::isValid),
    URI("uri", "uri", Uri::isValid);

    private final String label;
    private final String description;
    private final Predicate<String> check;

    StringFormat(String label, String description, Predicate<String> check) {
        this.label = label;
        this.description = description;
        this.check = check;
    }

    /// The format of a name in the lexicon language.
    public static Optional<StringFormat> of(String label) {
        return Arrays.stream(values()).filter(it -> it.label.equals(label)).findFirst();
    }

    public boolean accepts(String text) {
        return check.test(text);
    }

    /// The name in the lexicon language.
    public String label() {
        return label;
    }

    String description() {
        return description;
    }
}
