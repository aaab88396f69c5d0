package dev.rookery.atproto.syntax;

/// A URI in the protocol's loose sense: a scheme, a colon, and something without white space.
public record Uri(String text) {
    private static final int LENGTH_MAX = 8192;

    public Uri {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("URI", text);
        }
    }

    public static boolean isValid(String text) {
        int colon = text.indexOf(':');
        if (text.length() > LENGTH_MAX || colon < 1 || !isScheme(text, colon)) {
            return false;
        }
        int start = text.startsWith("//", colon + 1) ? colon + 3 : colon + 1;
        if (start == text.length() || text.charAt(start) == '/') {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            if (isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isScheme(String text, int to) {
        if (!Ascii.isAlpha(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < to; i++) {
            char c = text.charAt(i);
            if (!Ascii.isAlphanumeric(c) && c != '+' && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c <= ' ' || c == 0x7f || (c > 0x7f && (Character.isWhitespace(c) || Character.isSpaceChar(c)));
    }

    @Override
    public String toString() {
        return text;
    }
}
