package dev.rookery.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Whole HTTP requests as bytes.
final class Requests {
    private static final String HOST = "Host: localhost\r\n";

    private Requests() {}

    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n").getBytes(UTF_8);
    }

    /// A procedure's call with a JSON body; without a token where it is empty.
    static byte[] post(String nsid, String token, String json) {
        var body = json.getBytes(UTF_8);
        var request = new ByteArrayOutputStream();
        request.writeBytes(postHead(nsid, token, "application/json", body.length));
        request.writeBytes(body);
        return request.toByteArray();
    }

    /// The head of a procedure's call, when the body is sent apart.
    static byte[] postHead(String nsid, String token, String contentType, long length) {
        var authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return ("POST /xrpc/" + nsid + " HTTP/1.1\r\n" + HOST + authorization + "Content-Type: " + contentType
                        + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(UTF_8);
    }
}
