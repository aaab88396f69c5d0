package dev.rookery.atproto.syntax;

import java.util.Locale;

/// A namespaced identifier: a domain in reverse and a name, such as `app.bsky.feed.post`.
public record Nsid(String text) implements Comparable<Nsid> {
    private static final int LENGTH_MAX = 317;
    private static final int SEGMENT_LENGTH_MAX = 63;
    private static final int SEGMENTS_MIN = 3;

    public Nsid {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("NSID", text);
        }
    }

    public static boolean isValid(String text) {
        return isValid(text, 0, text.length());
    }

    static boolean isValid(String text, int from, int to) {
        if (to - from > LENGTH_MAX || from == to || !Ascii.isAlpha(text.charAt(from))) {
            return false;
        }
        int segmentStart = from;
        int segments = 1;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (!isDomainSegment(text, segmentStart, i)) {
                    return false;
                }
                segments++;
                segmentStart = i + 1;
            } else if (!Ascii.isAlphanumeric(c) && c != '-') {
                return false;
            }
        }
        return segments >= SEGMENTS_MIN && isName(text, segmentStart, to);
    }

    private static boolean isDomainSegment(String text, int from, int to) {
        int length = to - from;
        return length > 0 && length <= SEGMENT_LENGTH_MAX && text.charAt(from) != '-' && text.charAt(to - 1) != '-';
    }

    /// The characters are known to be letters, digits and hyphens.
    private static boolean isName(String text, int from, int to) {
        if (to == from || to - from > SEGMENT_LENGTH_MAX || !Ascii.isAlpha(text.charAt(from))) {
            return false;
        }
        int hyphen = text.indexOf('-', from);
        return hyphen < 0 || hyphen >= to;
    }

    /// The domain that governs the name, in its usual order and lower case: `feed.bsky.app` for
    /// `app.bsky.feed.post`.
    public String authority() {
        var labels = text.substring(0, text.lastIndexOf('.')).split("\\.", -1);
        var domain = new StringBuilder(text.length());
        for (int i = labels.length - 1; i >= 0; i--) {
            domain.append(labels[i]).append(i == 0 ? "" : ".");
        }
        return domain.toString().toLowerCase(Locale.ROOT);
    }

    /// The last segment.
    public String name() {
        return text.substring(text.lastIndexOf('.') + 1);
    }

    @Override
    public int compareTo(Nsid other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
