package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Nsid;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An XRPC method. Its parameters are those of the query string, `errors` the names that it may answer with.
///
/// `message` is what a subscription sends; null for the other kinds.
public record MethodDefinition(
        Nsid id,
        Kind kind,
        ParametersSchema parameters,
        @Nullable Body input,
        @Nullable Body output,
        List<String> errors,
        @Nullable Schema message)
        implements Definition {

    /// What a client does with a method: read, change, follow.
    public enum Kind {
        QUERY,
        PROCEDURE,
        SUBSCRIPTION
    }

    public MethodDefinition {
        errors = List.copyOf(errors);
    }

    /// Decodes the parameters of a query string, each with all its values in order, and fills in defaults.
    ///
    /// Empty values count as absent, and so do parameters that the method does not have. Throws
    /// [InvalidLexiconDataException].
    public DataMap decodeParameters(Map<String, List<String>> raw) {
        var decoded = DataMap.builder();
        var issue = parameters.decode(raw, decoded);
        var completed = parameters.complete(decoded.build());
        if (issue == null) {
            issue = parameters.schema().check(completed);
        }
        if (issue != null) {
            throw new InvalidLexiconDataException("Invalid " + id + " params: " + issue.message(), issue.path("$"));
        }
        return completed;
    }
}
