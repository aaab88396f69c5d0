package dev.rookery.pds.outbound;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// HTTP/1.1 requests and responses as bytes (RFC 9112).
final class HttpMessages {
    private static final int LINE_BYTES_MAX = 8_192;
    private static final int HEADERS_MAX = 100;

    private HttpMessages() {}

    static void write(OutboundRequest request, OutputStream out) throws IOException {
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        StringBuilder head = new StringBuilder()
                .append("%s %s HTTP/1.1\r\n".formatted(request.verb(), target))
                .append("Host: %s\r\n".formatted(host(uri)))
                .append("Accept: %s\r\n".formatted(request.accept()))
                .append("User-Agent: rookery\r\nAccept-Encoding: identity\r\nConnection: close\r\n");
        if (request.token() != null) {
            head.append("Authorization: Bearer %s\r\n".formatted(request.token()));
        }
        byte[] body = request.body();
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: %d\r\n".formatted(body.length));
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        if (body != null) {
            out.write(body);
        }
        out.flush();
    }

    private static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    static OutboundResponse read(InputStream socket, int bytesMax) throws IOException {
        InputStream in = new BufferedInputStream(socket);
        while (true) {
            int status = status(line(in));
            Map<String, String> headers = headers(in);
            if (status / 100 != 1) {
                byte[] body = status == 204 || status == 304 ? new byte[0] : body(in, headers, bytesMax);
                return new OutboundResponse(status, headers, body);
            }
        }
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("no HTTP response");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int count = 0; ; count++) {
            String line = line(in);
            if (line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0 || count == HEADERS_MAX) {
                throw new IOException("malformed response headers");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (first, second) -> first + ", " + second);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == LINE_BYTES_MAX) {
                throw new IOException("malformed response");
            }
            line.append((char) c);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    private static byte[] body(InputStream in, Map<String, String> headers, int bytesMax) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return chunks(in, bytesMax);
        }
        String length = headers.get("content-length");
        if (length == null) {
            byte[] all = in.readNBytes(bytesMax + 1);
            if (all.length > bytesMax) {
                throw tooLarge();
            }
            return all;
        }
        return exactly(in, number(length, 10, bytesMax));
    }

    private static byte[] chunks(InputStream in, int bytesMax) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String size = line(in);
            int extension = size.indexOf(';');
            int length = number(extension < 0 ? size : size.substring(0, extension), 16, bytesMax - all.size());
            if (length == 0) {
                return all.toByteArray();
            }
            all.write(exactly(in, length));
            if (!line(in).isEmpty()) {
                throw new IOException("malformed chunk");
            }
        }
    }

    private static int number(String text, int radix, int max) throws IOException {
        try {
            long number = Long.parseLong(text.strip(), radix);
            if (number < 0) {
                throw new IOException("malformed length");
            }
            if (number > max) {
                throw tooLarge();
            }
            return (int) number;
        } catch (NumberFormatException e) {
            throw new IOException("malformed length", e);
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the answer broke off");
        }
        return bytes;
    }

    private static IOException tooLarge() {
        return new IOException("the answer is too large");
    }
}
