package dev.rookery.atproto.syntax;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// A language tag by BCP 47, such as `pt-BR`, without repeated variants or extensions.
///
/// The primary subtag is two or three lower-case letters: the registered four to eight letter forms do not
/// exist. [RFC 5646](https://www.rfc-editor.org/rfc/rfc5646.html#section-2.1).
public record Language(String text) {
    private static final int LENGTH_MAX = 256;
    private static final int LANGUAGE_EXTENSIONS_MAX = 3;
    private static final Set<String> GRANDFATHERED = Set.of(
            "en-GB-oed",
            "i-ami",
            "i-bnn",
            "i-default",
            "i-enochian",
            "i-hak",
            "i-klingon",
            "i-lux",
            "i-mingo",
            "i-navajo",
            "i-pwn",
            "i-tao",
            "i-tay",
            "i-tsu",
            "sgn-BE-FR",
            "sgn-BE-NL",
            "sgn-CH-DE",
            "art-lojban",
            "cel-gaulish",
            "no-bok",
            "no-nyn",
            "zh-guoyu",
            "zh-hakka",
            "zh-min",
            "zh-min-nan",
            "zh-xiang");

    public Language {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("language", text);
        }
    }

    public static boolean isValid(String text) {
        if (isPlain(text) || GRANDFATHERED.contains(text)) {
            return true;
        }
        return text.length() <= LENGTH_MAX && new Subtags(text.split("-", -1)).areLanguage();
    }

    /// Two or three letters and no more: nearly every tag in use.
    private static boolean isPlain(String text) {
        return (text.length() == 2 || text.length() == 3) && isLower(text);
    }

    private static boolean isLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isLower(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }

    /// The parts of a tag, consumed from the left.
    private static final class Subtags {
        private final String[] all;
        private int next;

        Subtags(String[] all) {
            this.all = all;
        }

        boolean areLanguage() {
            if (!isPrivateUseMark()) {
                if (!isPlain(all[0])) {
                    return false;
                }
                next = 1;
                skipLanguageExtensionsScriptAndRegion();
                if (!skipVariants() || !skipExtensions()) {
                    return false;
                }
            }
            return next == all.length || skipPrivateUse();
        }

        private void skipLanguageExtensionsScriptAndRegion() {
            for (int i = 0; i < LANGUAGE_EXTENSIONS_MAX && letters(3); i++) {
                next++;
            }
            if (letters(4)) {
                next++;
            }
            if (letters(2) || digits(3)) {
                next++;
            }
        }

        private boolean skipVariants() {
            var seen = new HashSet<String>();
            while (isVariant()) {
                if (!seen.add(all[next++].toLowerCase(Locale.ROOT))) {
                    return false;
                }
            }
            return true;
        }

        private boolean isVariant() {
            return alphanumeric(5, 8) || (alphanumeric(4, 4) && Ascii.isDigit(all[next].charAt(0)));
        }

        private boolean skipExtensions() {
            var seen = new HashSet<String>();
            while (alphanumeric(1, 1) && !isPrivateUseMark()) {
                if (!seen.add(all[next++].toLowerCase(Locale.ROOT)) || !alphanumeric(2, 8)) {
                    return false;
                }
                while (alphanumeric(2, 8)) {
                    next++;
                }
            }
            return true;
        }

        private boolean isPrivateUseMark() {
            return next < all.length && all[next].equalsIgnoreCase("x");
        }

        private boolean skipPrivateUse() {
            if (!isPrivateUseMark() || ++next == all.length) {
                return false;
            }
            while (alphanumeric(1, 8)) {
                next++;
            }
            return next == all.length;
        }

        private boolean letters(int length) {
            return alphanumeric(length, length) && all[next].chars().allMatch(c -> Ascii.isAlpha((char) c));
        }

        private boolean digits(int length) {
            return alphanumeric(length, length) && all[next].chars().allMatch(c -> Ascii.isDigit((char) c));
        }

        private boolean alphanumeric(int lengthMin, int lengthMax) {
            return next < all.length
                    && all[next].length() >= lengthMin
                    && all[next].length() <= lengthMax
                    && all[next].chars().allMatch(c -> Ascii.isAlphanumeric((char) c));
        }
    }
}
