package dev.rookery.pds.xrpc;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// A response body that is not JSON, written at the pace of the client.
///
/// @param length the number of bytes, or [#UNKNOWN_LENGTH]
/// @param headers further response headers
public record ResponseBody(String contentType, long length, Map<String, String> headers, Content content) {
    public static final long UNKNOWN_LENGTH = -1;

    /// What writes the body. A failure after the first byte cuts the connection, so that nobody takes half a body
    /// for a whole one.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    public ResponseBody {
        headers = Map.copyOf(headers);
    }

    public ResponseBody(String contentType, Content content) {
        this(contentType, UNKNOWN_LENGTH, Map.of(), content);
    }
}
