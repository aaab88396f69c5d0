package dev.rookery.pds.xrpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A response body that is not JSON, written at the pace of the client.
///
/// @param length the number of bytes, or [#UNKNOWN_LENGTH]
/// @param headers further response headers
/// @param parts where it can be asked for in parts too, or null
public record ResponseBody(
        String contentType,
        long length,
        Map<String, String> headers,
        Content content,
        @Nullable Parts parts) {
    public static final long UNKNOWN_LENGTH = -1;

    /// What writes the body. A failure after the first byte cuts the connection, so that nobody takes half a body
    /// for a whole one.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// What writes a part of the body.
    @FunctionalInterface
    public interface PartialContent {
        void writeTo(OutputStream out, long from, long count) throws IOException;
    }

    /// A body that stays as it is.
    ///
    /// @param etag its name in quotes, which no other body of this address has
    public record Parts(String etag, PartialContent content) {}

    public ResponseBody {
        headers = Map.copyOf(headers);
    }

    public ResponseBody(String contentType, Content content) {
        this(contentType, UNKNOWN_LENGTH, Map.of(), content, null);
    }

    /// A body that stays as it is, so that clients can ask for parts of it and whether they have it already.
    public static ResponseBody unchanging(
            String contentType, long length, Map<String, String> headers, String etag, PartialContent content) {
        return new ResponseBody(
                contentType,
                length,
                headers,
                out -> content.writeTo(out, 0, length),
                new Parts('"' + etag + '"', content));
    }
}
