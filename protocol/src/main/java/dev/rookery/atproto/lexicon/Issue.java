package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.DataValue;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is wrong with data, and where.
///
/// The path grows at its front while checks return: each level adds its own step.
public final class Issue {
    private static final String TYPED = "an object which includes the \"$type\" property";

    private final String message;
    private final Deque<String> steps = new ArrayDeque<>();

    private Issue(String message) {
        this.message = message;
    }

    static Issue of(String message) {
        return new Issue(message);
    }

    /// `got` is null where there is no value at all.
    static Issue type(String expected, @Nullable DataValue got) {
        return new Issue("Expected " + expected + " value type (got " + Preview.of(got) + ")");
    }

    static Issue untyped(DataValue got) {
        return type(TYPED, got);
    }

    static Issue value(Collection<String> expectedPreviews, @Nullable DataValue got) {
        return new Issue("Expected " + oneOf(List.copyOf(expectedPreviews)) + " (got " + Preview.of(got) + ")");
    }

    static Issue missing(String key) {
        return new Issue("Missing required key \"" + key + "\"");
    }

    static Issue format(String description, String got) {
        return new Issue("Invalid " + description + " (got " + Preview.of(got) + ")");
    }

    static Issue tooBig(String measure, long maximum, long actual) {
        return new Issue(measure + " too big (maximum " + maximum + ", got " + actual + ")");
    }

    static Issue tooSmall(String measure, long minimum, long actual) {
        return new Issue(measure + " too small (minimum " + minimum + ", got " + actual + ")");
    }

    private static String oneOf(List<String> values) {
        if (values.size() <= 1) {
            return values.isEmpty() ? "" : values.getFirst();
        }
        return values.subList(0, values.size() - 1).stream().collect(Collectors.joining(", ", "one of ", ""))
                + " or "
                + values.getLast();
    }

    Issue under(String key) {
        steps.addFirst(Preview.isIdentifier(key) ? "." + key : "[" + Preview.of(key) + "]");
        return this;
    }

    Issue under(int index) {
        steps.addFirst("[" + index + "]");
        return this;
    }

    /// What is wrong, without the path.
    public String message() {
        return message;
    }

    /// Where it is. `base` is the path of what was checked, such as `$.record`.
    public String path(String base) {
        return base + String.join("", steps);
    }

    /// The exception that says this, with its path.
    InvalidLexiconDataException toException(String prefix, String base) {
        String path = path(base);
        return new InvalidLexiconDataException(prefix + message + " at " + path, path);
    }
}
