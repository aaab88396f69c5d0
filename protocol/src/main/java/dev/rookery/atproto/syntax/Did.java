package dev.rookery.atproto.syntax;

/// A decentralized identifier, such as `did:plc:ewvi7nxzyoun6zhxrhs64oiz`.
///
/// Valid by construction: code that holds a `Did` never checks it again.
public record Did(String text) implements AtIdentifier {
    static final String PREFIX = "did:";
    private static final int LENGTH_MAX = 2048;

    public Did {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("DID", text);
        }
    }

    public static boolean isValid(String text) {
        return isValid(text, 0, text.length());
    }

    static boolean isValid(String text, int from, int to) {
        if (to - from > LENGTH_MAX || !text.startsWith(PREFIX, from)) {
            return false;
        }
        int methodStart = from + PREFIX.length();
        int i = methodStart;
        while (i < to && Ascii.isLower(text.charAt(i))) {
            i++;
        }
        if (i == methodStart || i >= to || text.charAt(i) != ':' || i + 1 == to) {
            return false;
        }
        for (i++; i < to; i++) {
            if (!isIdentifierCharacter(text.charAt(i))) {
                return false;
            }
        }
        char last = text.charAt(to - 1);
        return last != ':' && last != '%';
    }

    private static boolean isIdentifierCharacter(char c) {
        return Ascii.isAlphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '%' || c == '-';
    }

    /// The method's name: `plc` in `did:plc:…`.
    public String method() {
        return text.substring(PREFIX.length(), text.indexOf(':', PREFIX.length()));
    }

    /// What follows the method's name.
    public String identifier() {
        return text.substring(text.indexOf(':', PREFIX.length()) + 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
