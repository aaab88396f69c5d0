package dev.rookery.atproto.syntax;

/// The text of a CID of any kind, checked without decoding what it names.
///
/// Lexicons ask more of strings of format `cid`; CIDs that repositories link to are stricter still and have a type
/// of their own.
public final class CidText {
    private static final int LENGTH_MIN = 8;
    private static final int LENGTH_MAX = 256;

    private CidText() {}

    /// Base32 text, which nearly all of them are, is checked for its alphabet; version 0 (`Qmb…`) is refused.
    public static boolean isValid(String text) {
        if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX || text.startsWith("Qmb")) {
            return false;
        }
        boolean base32 = text.charAt(0) == 'b';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (base32 ? !isBase32(c) : !Ascii.isAlphanumeric(c) && c != '+' && c != '=' && c != '/') {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase32(char c) {
        return Ascii.isLower(c) || (c >= '2' && c <= '7');
    }
}
