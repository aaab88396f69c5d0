package dev.rookery.pds.xrpc;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Sends a [ResponseBody]: all of it, its headers alone, the part that is asked for, or word that the client has it.
final class StreamedAnswer {
    private StreamedAnswer() {}

    static void send(Exchange exchange, ResponseBody body) {
        body.headers().forEach(exchange::responseHeader);
        ResponseBody.Parts parts = body.parts();
        if (parts == null) {
            send(exchange, 200, body.contentType(), body.length(), body.content());
            return;
        }
        exchange.responseHeader("ETag", parts.etag());
        exchange.responseHeader("Accept-Ranges", "bytes");
        if (names(exchange.header("If-None-Match"), parts.etag())) {
            exchange.send(304, null, new byte[0]);
            return;
        }
        ByteRange range = range(exchange, parts, body.length());
        if (range == null) {
            send(exchange, 200, body.contentType(), body.length(), body.content());
            return;
        }
        exchange.responseHeader("Content-Range", range.contentRange(body.length()));
        if (range.equals(ByteRange.UNSATISFIABLE)) {
            exchange.sendError(416, "RangeNotSatisfiable", "There are only " + body.length() + " bytes");
            return;
        }
        send(
                exchange,
                206,
                body.contentType(),
                range.count(),
                out -> parts.content().writeTo(out, range.from(), range.count()));
    }

    /// Whether a list of entity tags has this one, or stands for any.
    private static boolean names(@Nullable String tags, String etag) {
        if (tags == null) {
            return false;
        }
        for (String tag : tags.split(",", -1)) {
            String stripped = tag.strip();
            if (stripped.equals("*") || stripped.equals(etag) || stripped.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable ByteRange range(Exchange exchange, ResponseBody.Parts parts, long length) {
        String ifRange = exchange.header("If-Range");
        return ifRange == null || ifRange.strip().equals(parts.etag())
                ? ByteRange.of(exchange.header("Range"), length)
                : null;
    }

    private static void send(
            Exchange exchange, int status, String contentType, long length, ResponseBody.Content content) {
        if (exchange.verb().equals("HEAD")) {
            exchange.sendHead(status, contentType, length);
            return;
        }
        try {
            OutputStream out = exchange.stream(status, contentType, length);
            content.writeTo(out);
            out.close(); // only a whole body is ended: one that failed half way must not look complete
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
