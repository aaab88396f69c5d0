package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Sha256;
import java.nio.charset.StandardCharsets;

/// What the tree knows of keys: their height, what they share, and which are possible at all.
public final class Keys {
    /// The longest key in bytes.
    public static final int LENGTH_MAX = 1024;

    /// The layer at which a key lives: leading zero bits of its SHA-256, counted in pairs.
    public static int height(String key) {
        var hash = Sha256.hash(key.getBytes(StandardCharsets.UTF_8));
        int zeros = 0;
        for (byte b : hash) {
            if (b != 0) {
                return (zeros + Integer.numberOfLeadingZeros(b & 0xff) - 24) / 2;
            }
            zeros += 8;
        }
        return zeros / 2;
    }

    /// How many characters the two keys have in common from the start.
    public static int sharedPrefix(String left, String right) {
        int most = Math.min(left.length(), right.length());
        int n = 0;
        while (n < most && left.charAt(n) == right.charAt(n)) {
            n++;
        }
        return n;
    }

    /// Whether the text has the form of a key: two non-empty parts with one slash between.
    public static boolean isValid(String key) {
        int slash = key.indexOf('/');
        if (slash <= 0 || slash == key.length() - 1 || key.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (i != slash && !isPartCharacter(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPartCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '~'
                || c == '-'
                || c == ':'
                || c == '.';
    }

    private Keys() {}
}
