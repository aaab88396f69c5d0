package dev.rookery.pds.xrpc;

import dev.rookery.atproto.lexicon.Body;
import dev.rookery.pds.load.MemoryLease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Request bodies: whether there is one, of what type, how large, and its bytes.
///
/// Refusals are in the words, and under the names, that the reference uses.
final class Bodies {
    /// What reading a body as it comes takes, whoever does it.
    private static final int STREAM_BYTES = 96 << 10;

    private static final int BUFFER_FIRST = 8 * 1024;
    private static final String UNSUPPORTED_JSON = "UnsupportedMediaTypeError";
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset=\"?([^\"; ]+)", Pattern.CASE_INSENSITIVE);

    private Bodies() {}

    private enum Presence {
        MISSING,
        EMPTY,
        PRESENT
    }

    private static Presence presence(Exchange exchange) {
        if (!exchange.hasBody()) {
            return Presence.MISSING;
        }
        return "0".equals(exchange.header("Content-Length")) ? Presence.EMPTY : Presence.PRESENT;
    }

    /// Refuses a body where none belongs. A chunked body may turn out to be empty.
    static void refuse(Exchange exchange) {
        if (presence(exchange) != Presence.PRESENT) {
            return;
        }
        if (exchange.header("Content-Length") != null || holdsData(exchange)) {
            throw XrpcException.invalidRequest("A request body was provided when none was expected");
        }
    }

    private static boolean holdsData(Exchange exchange) {
        try {
            return exchange.body().read() >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the media type of the body, in lower case and without parameters, if the method takes it.
    static String contentType(Exchange exchange, Body expected) {
        if (presence(exchange) == Presence.MISSING) {
            throw XrpcException.invalidRequest("A request body is expected but none was provided");
        }
        String type = mediaType(exchange.header("Content-Type"));
        if (type == null) {
            throw XrpcException.invalidRequest("Request encoding (Content-Type) required but not provided");
        }
        if (!expected.accepts(type)) {
            throw XrpcException.invalidRequest("Wrong request encoding (Content-Type): " + type);
        }
        return type;
    }

    private static @Nullable String mediaType(@Nullable String header) {
        if (header == null || header.indexOf('/') < 0) {
            return null;
        }
        int parameters = header.indexOf(';');
        String type = parameters < 0 ? header : header.substring(0, parameters);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /// Refuses JSON that says it is not UTF-8.
    private static void requireUtf8(@Nullable String contentType) {
        var charset = contentType == null ? null : CHARSET.matcher(contentType);
        if (charset != null && charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
            var name = charset.group(1).toUpperCase(Locale.ROOT);
            throw new XrpcException(415, UNSUPPORTED_JSON, "unsupported charset \"" + name + "\"");
        }
    }

    /// Reads a body of JSON into memory, of which it takes as much as has come, whatever length the client declares.
    static byte[] read(Exchange exchange, long limit) {
        requireUtf8(exchange.header("Content-Type"));
        declaredLength(exchange, limit, Bodies::jsonTooLarge);
        String coding = exchange.header("Content-Encoding");
        try (var body = ContentCoding.decode(exchange.body(), coding, UNSUPPORTED_JSON)) {
            return readAll(new LimitedInput(body, limit, Bodies::jsonTooLarge), exchange.memory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] readAll(InputStream body, MemoryLease memory) throws IOException {
        byte[] bytes = new byte[BUFFER_FIRST];
        int size = 0;
        for (int read = 0; read >= 0; read = body.read(bytes, size, bytes.length - size)) {
            size += read;
            if (size == bytes.length) {
                take(memory, 2L * size); // for the copy, and for what it is made from
                bytes = Arrays.copyOf(bytes, size * 2);
            }
        }
        return Arrays.copyOf(bytes, size);
    }

    /// Takes memory for a request.
    ///
    /// @throws XrpcException `NotEnoughResources` where it is not there in time
    static void take(MemoryLease memory, long bytes) {
        if (!memory.take(bytes)) {
            throw XrpcException.notEnoughResources();
        }
    }

    /// Returns a body that is read as it comes.
    ///
    /// @throws XrpcException `NotEnoughResources` where there is no memory for buffers
    static RequestBody stream(Exchange exchange, String contentType, long limit) {
        long length = declaredLength(exchange, limit, XrpcException::payloadTooLarge);
        take(exchange.memory(), STREAM_BYTES);
        String coding = exchange.header("Content-Encoding");
        InputStream decoded = ContentCoding.decode(exchange.body(), coding, "UnsupportedMediaType");
        boolean known = length >= 0 && ContentCoding.isIdentity(coding);
        return new RequestBody(
                contentType, known ? length : null, new LimitedInput(decoded, limit, XrpcException::payloadTooLarge));
    }

    /// Returns the length that the client declares, or -1, and refuses one past the limit before a byte is read.
    private static long declaredLength(
            Exchange exchange, long limit, java.util.function.Supplier<XrpcException> tooLarge) {
        String header = exchange.header("Content-Length");
        if (header == null) {
            return -1;
        }
        long length;
        try {
            length = Long.parseLong(header);
        } catch (NumberFormatException e) {
            throw XrpcException.invalidRequest("invalid content-length");
        }
        if (length > limit) {
            throw tooLarge.get();
        }
        return length;
    }

    /// The reference's framework has a name of its own for JSON that is too large.
    private static XrpcException jsonTooLarge() {
        return new XrpcException(413, "PayloadTooLargeError", "request entity too large");
    }
}
