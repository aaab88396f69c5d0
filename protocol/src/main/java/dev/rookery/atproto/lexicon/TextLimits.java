package dev.rookery.atproto.lexicon;

import java.text.BreakIterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long a text may be: in bytes of UTF-8, and in graphemes (what a reader takes for one character).
public record TextLimits(long bytesMin, long bytesMax, long graphemesMin, long graphemesMax) {
    /// No limits.
    public static final TextLimits NONE = new TextLimits(0, Long.MAX_VALUE, 0, Long.MAX_VALUE);

    private static final int BYTES_PER_CHAR_MAX = 3;

    @Nullable
    Issue check(String text) {
        var issue = checkBytes(text);
        return issue == null ? checkGraphemes(text) : issue;
    }

    private @Nullable Issue checkBytes(String text) {
        long length = text.length();
        if (length >= bytesMin && length * BYTES_PER_CHAR_MAX <= bytesMax) {
            return null;
        }
        long bytes = utf8Length(text);
        if (bytes < bytesMin) {
            return Issue.tooSmall("string", bytesMin, bytes);
        }
        return bytes > bytesMax ? Issue.tooBig("string", bytesMax, bytes) : null;
    }

    /// A grapheme is at least one `char`, so most texts need no counting.
    private @Nullable Issue checkGraphemes(String text) {
        if (graphemesMin == 0 && text.length() <= graphemesMax) {
            return null;
        }
        long graphemes = graphemes(text);
        if (graphemes < graphemesMin) {
            return Issue.tooSmall("grapheme", graphemesMin, graphemes);
        }
        return graphemes > graphemesMax ? Issue.tooBig("grapheme", graphemesMax, graphemes) : null;
    }

    static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair stands for two of its four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    static long graphemes(String text) {
        if (isPlain(text)) {
            return text.length();
        }
        var boundaries = BreakIterator.getCharacterInstance(Locale.ROOT);
        boundaries.setText(text);
        long count = 0;
        while (boundaries.next() != BreakIterator.DONE) {
            count++;
        }
        return count;
    }

    /// ASCII without carriage returns, of which only "\r\n" would join into one grapheme.
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == '\r') {
                return false;
            }
        }
        return true;
    }
}
