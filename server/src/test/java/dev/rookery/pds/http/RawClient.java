package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A client of HTTP/1.1 that sends what the test says, byte by byte, and reads only when the test says so.
final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    /// An answer, its body without chunks and as it was sent.
    record Answer(int status, List<String> headers, byte[] body) {
        /// The value of a header, or null. There is one line of it at most.
        String header(String name) {
            List<String> values = headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
            assertThat(values).hasSizeLessThanOrEqualTo(1);
            return values.isEmpty() ? null : values.getFirst();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        byte[] unzipped() {
            assertThat(header("Content-Encoding")).isEqualTo("gzip");
            try (var gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return gzip.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Fails the test, with the whole answer, if it is not this refusal.
        Answer expect(int expected, String error) {
            assertThat(status).as(text()).isEqualTo(expected);
            assertThat(text()).contains("\"error\":\"" + error + "\"");
            return this;
        }
    }

    /// @param receiveBuffer the bytes that its socket takes in while nobody reads; 0 for as many as usual
    RawClient(int port, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) TestServer.LONG.toMillis());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /// Sends a request without a body, and reads the answer.
    ///
    /// @param headers more header lines, each with its line end
    Answer ask(String verb, String target, String headers) {
        send(verb + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
        return answer(verb.equals("HEAD"));
    }

    Answer get(String target) {
        return ask("GET", target, "");
    }

    Answer post(String target, String headers, byte[] body) {
        send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length
                + "\r\n\r\n");
        send(body);
        return answer(false);
    }

    /// Reads an answer.
    Answer answer(boolean head) {
        try {
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            var headers = new ArrayList<String>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                headers.add(line);
            }
            var bare = new Answer(status, headers, new byte[0]);
            if (head || status == 204 || status == 304) {
                return bare;
            }
            return new Answer(
                    status,
                    headers,
                    "chunked".equals(bare.header("Transfer-Encoding"))
                            ? chunks()
                            : in.readNBytes(Integer.parseInt(bare.header("Content-Length"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            assertThat(line()).isEmpty();
        }
        assertThat(line()).isEmpty();
        return body.toByteArray();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    InputStream in() {
        return in;
    }

    /// Whether the server closes the connection, without another answer; waits for it.
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Whether the connection is closed already; does not wait.
    boolean isClosedNow() {
        try {
            socket.setSoTimeout(1);
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        } finally {
            try {
                socket.setSoTimeout((int) TestServer.LONG.toMillis());
            } catch (IOException e) {
                // it is closed
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
