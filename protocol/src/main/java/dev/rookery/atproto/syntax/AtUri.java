package dev.rookery.atproto.syntax;

import org.jspecify.annotations.Nullable;

/// The address of a repository, a collection or a record: `at://did:plc:…/app.bsky.feed.post/3jzfcijpj2z2a`.
///
/// A fragment (`#/…`, a JSON pointer into the record) is accepted; a query is not.
public record AtUri(String text) {
    private static final String PREFIX = "at://";
    private static final int LENGTH_MAX = 8192;
    private static final String FRAGMENT_PUNCTUATION = "/._~:@!$&')(*+,;=%[]-";

    public AtUri {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("AT-URI", text);
        }
    }

    public static AtUri of(AtIdentifier authority, Nsid collection, RecordKey key) {
        return new AtUri(PREFIX + authority.text() + '/' + collection.text() + '/' + key.text());
    }

    public static boolean isValid(String text) {
        if (text.length() > LENGTH_MAX || !text.startsWith(PREFIX)) {
            return false;
        }
        int pathEnd = pathEnd(text);
        int authorityEnd = segmentEnd(text, PREFIX.length(), pathEnd);
        return isAuthority(text, PREFIX.length(), authorityEnd)
                && isPath(text, authorityEnd, pathEnd)
                && (pathEnd == text.length() || isFragment(text, pathEnd + 1));
    }

    private static boolean isAuthority(String text, int from, int to) {
        return text.startsWith(Did.PREFIX, from) ? Did.isValid(text, from, to) : Handle.isValid(text, from, to);
    }

    /// `from` is at the slash before the collection, or at the end.
    private static boolean isPath(String text, int from, int to) {
        if (from == to) {
            return true;
        }
        int collectionEnd = segmentEnd(text, from + 1, to);
        return Nsid.isValid(text, from + 1, collectionEnd)
                && (collectionEnd == to || RecordKey.isValid(text, collectionEnd + 1, to));
    }

    private static boolean isFragment(String text, int from) {
        if (from == text.length() || text.charAt(from) != '/') {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' ? !isEscape(text, i) : !Ascii.isAlphanumeric(c) && FRAGMENT_PUNCTUATION.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length() && Ascii.isHex(text.charAt(at + 1)) && Ascii.isHex(text.charAt(at + 2));
    }

    private static int pathEnd(String text) {
        int hash = text.indexOf('#');
        return hash < 0 ? text.length() : hash;
    }

    private static int segmentEnd(String text, int from, int to) {
        int slash = text.indexOf('/', from);
        return slash < 0 || slash > to ? to : slash;
    }

    public AtIdentifier authority() {
        return AtIdentifier.parse(text.substring(PREFIX.length(), segmentEnd(text, PREFIX.length(), pathEnd(text))));
    }

    public @Nullable Nsid collection() {
        int pathEnd = pathEnd(text);
        int authorityEnd = segmentEnd(text, PREFIX.length(), pathEnd);
        return authorityEnd == pathEnd
                ? null
                : new Nsid(text.substring(authorityEnd + 1, segmentEnd(text, authorityEnd + 1, pathEnd)));
    }

    public @Nullable RecordKey recordKey() {
        int pathEnd = pathEnd(text);
        int authorityEnd = segmentEnd(text, PREFIX.length(), pathEnd);
        int collectionEnd = authorityEnd == pathEnd ? pathEnd : segmentEnd(text, authorityEnd + 1, pathEnd);
        return collectionEnd == pathEnd ? null : new RecordKey(text.substring(collectionEnd + 1, pathEnd));
    }

    @Override
    public String toString() {
        return text;
    }
}
