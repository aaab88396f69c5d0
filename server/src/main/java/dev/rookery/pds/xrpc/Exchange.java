package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.pds.load.MemoryLease;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// One HTTP request and the answer to it, as the router and the authenticator see them.
///
/// Used by one thread. Response headers are set before [#send] or [#stream], one of which is called once.
public interface Exchange {
    /// The HTTP verb, in capitals.
    String verb();

    /// The path as it was sent, without the query.
    String path();

    /// The query as it was sent, without the question mark; empty if there is none.
    String query();

    /// The name of the host that the request is for, without the port, as it was sent; empty if it does not say.
    String host();

    /// The value of a request header, or null. Lines of one name are one list, with commas between.
    @Nullable
    String header(String name);

    /// The address of the client: of the nearest one that is not a proxy we trust.
    String clientAddress();

    /// What the request may hold in memory, for as long as it is under way.
    MemoryLease memory();

    /// Whether there is a request body, be it empty.
    boolean hasBody();

    /// What the client is counted by, see [ClientNetwork].
    default String clientNetwork() {
        return ClientNetwork.of(clientAddress());
    }

    /// The request body as it was sent. It can be read once.
    InputStream body();

    /// Sets a response header, in place of earlier values.
    void responseHeader(String name, String value);

    /// Answers with these bytes; without a content type if there are none.
    void send(int status, @Nullable String contentType, byte[] content);

    /// Answers a HEAD request: as [#stream] would, without the body.
    void sendHead(int status, String contentType, long length);

    /// Answers with a body that is written to the stream as it comes, at the pace of the client.
    ///
    /// @param length the number of bytes that will be written, or -1 if that is not known
    OutputStream stream(int status, String contentType, long length);

    /// Whether an answer has begun, so that there can be no other.
    boolean answered();

    /// Answers with the error body that all of XRPC shares.
    default void sendError(int status, String error, String message) {
        var json = new JsonBuffer(256);
        json.raw("{\"error\":").text(error).raw(",\"message\":").text(message).raw('}');
        send(status, "application/json; charset=utf-8", json.toByteArray());
    }
}
