package dev.rookery.pds.xrpc;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Undoes the compression that `Content-Encoding` names.
final class ContentCoding {
    private static final int BUFFER_BYTES = 8 * 1024;

    /// How many compressions may lie over each other. Each takes memory outside of the heap.
    private static final int CODINGS_MAX = 2;

    private ContentCoding() {}

    /// Whether a body comes as it is.
    static boolean isIdentity(@Nullable String contentEncoding) {
        return contentEncoding == null
                || contentEncoding.isBlank()
                || contentEncoding.strip().equalsIgnoreCase("identity");
    }

    /// Returns the decompressed body. Reading one that is broken is an `InvalidRequest`; a coding that is not known is
    /// refused under the name given.
    static InputStream decode(InputStream body, @Nullable String contentEncoding, String refusal) {
        if (contentEncoding == null || isIdentity(contentEncoding)) {
            return body;
        }
        InputStream decoded = body;
        String[] codings = contentEncoding.toLowerCase(Locale.ROOT).split(",", -1);
        if (codings.length > CODINGS_MAX) {
            throw new XrpcException(415, refusal, "too many content-encodings");
        }
        for (int i = codings.length - 1; i >= 0; i--) {
            decoded = decodeOne(decoded, codings[i].strip(), refusal);
        }
        return new Guarded(decoded);
    }

    private static InputStream decodeOne(InputStream body, String coding, String refusal) {
        return switch (coding) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" -> new LazyDecoder(body, in -> new GZIPInputStream(in, BUFFER_BYTES));
            case "deflate" -> new LazyDecoder(body, in -> new InflaterInputStream(in));
            default -> throw new XrpcException(415, refusal, "unsupported content-encoding");
        };
    }

    private static XrpcException broken() {
        return XrpcException.invalidRequest("The request body cannot be decompressed");
    }

    private interface Decoder {
        InputStream over(InputStream body) throws IOException;
    }

    /// Begins at the first read, so that a gzip header that is broken is found where the rest is. Closing it gives back
    /// what it holds outside of the heap.
    private static final class LazyDecoder extends InputStream {
        private final InputStream body;
        private final Decoder decoder;
        private @Nullable InputStream decoded;

        LazyDecoder(InputStream body, Decoder decoder) {
            this.body = body;
            this.decoder = decoder;
        }

        private InputStream decoded() throws IOException {
            InputStream open = decoded;
            if (open == null) {
                open = decoder.over(body);
                decoded = open;
            }
            return open;
        }

        @Override
        public int read() throws IOException {
            return decoded().read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return decoded().read(target, offset, length);
        }

        @Override
        public void close() throws IOException {
            (decoded == null ? body : decoded).close();
        }
    }

    /// Turns the decompressor's complaints into answers for the client.
    private static final class Guarded extends FilterInputStream {
        Guarded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (ZipException | java.io.EOFException e) {
                throw broken();
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (ZipException | java.io.EOFException e) {
                throw broken();
            }
        }
    }
}
