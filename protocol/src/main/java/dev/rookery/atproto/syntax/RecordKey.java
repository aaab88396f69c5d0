package dev.rookery.atproto.syntax;

/// A record's name within its collection, such as `self` or `3jzfcijpj2z2a`.
public record RecordKey(String text) implements Comparable<RecordKey> {
    private static final int LENGTH_MAX = 512;

    public RecordKey {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("record key", text);
        }
    }

    public static boolean isValid(String text) {
        return isValid(text, 0, text.length());
    }

    static boolean isValid(String text, int from, int to) {
        int length = to - from;
        if (length == 0 || length > LENGTH_MAX || isDots(text, from, length)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!isKeyCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /// `.` and `..` have a meaning of their own in paths.
    private static boolean isDots(String text, int from, int length) {
        return length <= 2 && text.charAt(from) == '.' && text.charAt(from + length - 1) == '.';
    }

    private static boolean isKeyCharacter(char c) {
        return Ascii.isAlphanumeric(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '~';
    }

    @Override
    public int compareTo(RecordKey other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
