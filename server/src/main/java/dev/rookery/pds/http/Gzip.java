package dev.rookery.pds.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// The compression of answers, for clients that take it (RFC 9110, section 12.5.3).
final class Gzip {
    /// What compressing takes outside of the heap.
    static final long NATIVE_BYTES = 300 << 10;

    /// Shorter answers fit one packet anyway.
    private static final int BYTES_MIN = 1024;

    private static final List<String> NOT_COMPRESSED_YET =
            List.of("application/json", "application/vnd.ipld.car", "text/");

    private Gzip() {}

    /// Whether an answer of this type and length gets shorter by it.
    static boolean isWorthwhile(String contentType, long length) {
        if (length < BYTES_MIN) {
            return false;
        }
        for (String type : NOT_COMPRESSED_YET) {
            if (contentType.startsWith(type)) {
                return true;
            }
        }
        return false;
    }

    /// Tells caches that the answer depends on what the client takes.
    static void vary(HttpFields.Mutable headers) {
        String other = headers.get(HttpHeader.VARY);
        headers.put(HttpHeader.VARY, other == null ? "Accept-Encoding" : other + ", Accept-Encoding");
    }

    static boolean isAccepted(HttpFields request) {
        boolean any = false;
        for (String line : request.getValuesList(HttpHeader.ACCEPT_ENCODING)) {
            for (String coding : line.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = coding.split(";", 2);
                String name = parts[0].strip();
                boolean refused = parts.length == 2 && parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
                if (name.equals("gzip") || name.equals("x-gzip")) {
                    return !refused;
                }
                any |= name.equals("*") && !refused;
            }
        }
        return any;
    }

    static byte[] compress(byte[] content, HttpFields.Mutable headers) {
        var compressed = new ByteArrayOutputStream(content.length / 2);
        GzipStream gzip = stream(compressed, headers);
        try {
            gzip.write(content, 0, content.length);
            gzip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            gzip.release();
        }
        return compressed.toByteArray();
    }

    /// A stream that compresses what is written to it. To be released by who opened it.
    static GzipStream stream(OutputStream out, HttpFields.Mutable headers) {
        headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
        try {
            return new GzipStream(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
