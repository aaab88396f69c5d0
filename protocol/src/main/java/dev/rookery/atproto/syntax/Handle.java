package dev.rookery.atproto.syntax;

import java.util.Locale;

/// A handle: a domain name that stands for an account, such as `alice.example.com`. Always lower case here.
///
/// This is the protocol's syntax only; which names a server gives out is its own policy.
public record Handle(String text) implements AtIdentifier {
    /// What the protocol shows where an account's handle does not lead back to the account.
    public static final Handle INVALID = new Handle("handle.invalid");

    private static final int LENGTH_MAX = 253;
    private static final int LABEL_LENGTH_MAX = 63;

    public Handle {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("handle", text);
        }
        text = text.toLowerCase(Locale.ROOT);
    }

    public static boolean isValid(String text) {
        return isValid(text, 0, text.length());
    }

    static boolean isValid(String text, int from, int to) {
        if (to - from > LENGTH_MAX) {
            return false;
        }
        int labelStart = from;
        int labels = 0;
        for (int i = from; i <= to; i++) {
            char c = i == to ? '.' : text.charAt(i);
            if (c == '.') {
                if (!isLabel(text, labelStart, i)) {
                    return false;
                }
                labels++;
                labelStart = i == to ? labelStart : i + 1;
            } else if (!Ascii.isAlphanumeric(c) && c != '-') {
                return false;
            }
        }
        return labels >= 2 && Ascii.isAlpha(text.charAt(labelStart));
    }

    private static boolean isLabel(String text, int from, int to) {
        int length = to - from;
        return length > 0 && length <= LABEL_LENGTH_MAX && text.charAt(from) != '-' && text.charAt(to - 1) != '-';
    }

    @Override
    public String toString() {
        return text;
    }
}
