package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a method takes or gives as the body of HTTP: a media type (`application/json`, `*/*`), and for JSON a
/// schema.
public record Body(String encoding, @Nullable Schema schema) {

    /// Whether a `Content-Type` is one that the schema allows. Parameters such as a charset are ignored.
    public boolean accepts(String contentType) {
        int end = contentType.indexOf(';');
        String mimeType = end < 0 ? contentType : contentType.substring(0, end);
        return MediaTypes.matches(encoding, mimeType.strip().toLowerCase(Locale.ROOT));
    }

    /// Returns a body with its defaults filled in. Throws [InvalidLexiconDataException] if it does not
    /// conform.
    public DataValue check(DataValue value) {
        if (schema == null) {
            return value;
        }
        var completed = schema.complete(value);
        var issue = schema.check(completed);
        if (issue != null) {
            throw issue.toException("", "$");
        }
        return completed;
    }
}
