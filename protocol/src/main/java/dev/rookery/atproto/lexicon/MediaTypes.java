package dev.rookery.atproto.lexicon;

/// Patterns of media types, as schemas write them: `image/png`, `image/*` or `*/*`.
final class MediaTypes {
    private MediaTypes() {}

    static boolean matches(String pattern, String mimeType) {
        if (pattern.equals("*/*")) {
            return true;
        }
        return pattern.endsWith("/*")
                ? mimeType.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(mimeType);
    }
}
