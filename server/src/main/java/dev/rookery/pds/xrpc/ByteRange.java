package dev.rookery.pds.xrpc;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of a body that a request asks for (RFC 9110, section 14.2).
record ByteRange(long from, long count) {
    /// What is asked for lies behind the end.
    static final ByteRange UNSATISFIABLE = new ByteRange(0, 0);

    private static final Pattern ONE = Pattern.compile("(?i)bytes\\s*=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

    /// What a `Range` header asks for, of a body of this length. Null where that is all of it: there is no such
    /// header, it makes no sense, or it asks for several parts, for which all may be sent instead.
    static @Nullable ByteRange of(@Nullable String header, long length) {
        var match = header == null ? null : ONE.matcher(header);
        if (match == null || !match.matches()) {
            return null;
        }
        String first = match.group(1);
        String last = match.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? null : part(Math.max(0, length - Long.parseLong(last)), length - 1, length);
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? length - 1 : Long.parseLong(last);
        return !last.isEmpty() && to < from ? null : part(from, to, length);
    }

    private static ByteRange part(long from, long to, long length) {
        return from >= length ? UNSATISFIABLE : new ByteRange(from, Math.min(to, length - 1) - from + 1);
    }

    /// The `Content-Range` of a body of this length.
    String contentRange(long length) {
        return count == 0 ? "bytes */" + length : "bytes " + from + "-" + (from + count - 1) + "/" + length;
    }
}
