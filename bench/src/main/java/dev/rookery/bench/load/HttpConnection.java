package dev.rookery.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;

/// One keep-alive HTTP/1.1 connection over a blocking socket: as cheap as can be, so that the client is not what is
/// measured. Belongs to one thread. Keeps at most [#KEPT_MAX] bytes of an answer's body; the rest is only counted.
final class HttpConnection implements AutoCloseable {
    private static final int KEPT_MAX = 1 << 20;
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int TIMEOUT_MILLIS = 300_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private int position;
    private int limit;
    private byte[] kept = new byte[BUFFER_SIZE];
    private int keptLength;
    private long bodyLength;

    HttpConnection(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// Sends a whole request, and reads the whole answer. Returns its status.
    int exchange(byte[] request) throws IOException {
        out.write(request);
        return readAnswer();
    }

    /// Sends a request whose body stands apart from its head.
    int exchange(byte[] head, byte[] body) throws IOException {
        out.write(head);
        out.write(body);
        return readAnswer();
    }

    /// The body of the last answer, as far as it was kept.
    String text() {
        return new String(kept, 0, keptLength, UTF_8);
    }

    /// The length of the last answer's body.
    long bodyLength() {
        return bodyLength;
    }

    private int readAnswer() throws IOException {
        keptLength = 0;
        bodyLength = 0;
        int status = Integer.parseInt(readLine().substring(9, 12));
        long length = 0;
        boolean chunked = false;
        for (var line = readLine(); !line.isEmpty(); line = readLine()) {
            if (hasName(line, "content-length:")) {
                length = Long.parseLong(
                        line.substring("content-length:".length()).trim());
            } else if (hasName(line, "transfer-encoding:")) {
                chunked = line.toLowerCase(Locale.ROOT).contains("chunked");
            }
        }
        if (chunked) {
            readChunks();
        } else {
            readBody(length);
        }
        return status;
    }

    private static boolean hasName(String line, String name) {
        return line.regionMatches(true, 0, name, 0, name.length());
    }

    private void readChunks() throws IOException {
        int size;
        do {
            size = Integer.parseInt(readLine().split(";", 2)[0].trim(), 16);
            readBody(size);
            readLine();
        } while (size > 0);
    }

    private void readBody(long length) throws IOException {
        long missing = length;
        while (missing > 0) {
            if (position == limit) {
                position = 0;
                limit = 0;
                readMore();
            }
            int count = (int) Math.min(missing, limit - position);
            keep(count);
            position += count;
            missing -= count;
        }
        bodyLength += length;
    }

    private void keep(int count) {
        int length = Math.min(count, KEPT_MAX - keptLength);
        if (keptLength + length > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(KEPT_MAX, 2 * (keptLength + length)));
        }
        System.arraycopy(buffer, position, kept, keptLength, length);
        keptLength += length;
    }

    private String readLine() throws IOException {
        int scan = position;
        while (true) {
            for (; scan < limit; scan++) {
                if (buffer[scan] == '\n') {
                    var line = new String(buffer, position, Math.max(0, scan - 1 - position), ISO_8859_1);
                    position = scan + 1;
                    return line;
                }
            }
            scan = limit - position;
            System.arraycopy(buffer, position, buffer, 0, scan);
            position = 0;
            limit = scan;
            readMore();
        }
    }

    private void readMore() throws IOException {
        int count = limit < buffer.length ? in.read(buffer, limit, buffer.length - limit) : 0;
        if (count <= 0) {
            throw new EOFException(count < 0 ? "the server closed the connection" : "a header line without end");
        }
        limit += count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
