package dev.rookery.pds.http;

import dev.rookery.pds.firehose.Firehose;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.Router;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the connection of a client that asks to follow the firehose into a WebSocket.
///
/// A request that does not ask properly is left to the front door, which tells the client so.
final class WebSocketUpgrade implements Http1Upgrader {
    private static final String PATH = Router.PREFIX + Firehose.NSID;
    private static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
    private static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
    private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
    private static final String VERSION_SPOKEN = "13";
    private static final int KEY_BYTES = 16;
    /// What the protocol has a server add to the key, to show that it knows what it agrees to.
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Firehose firehose;
    private final ClientAddresses addresses;

    WebSocketUpgrade(Firehose firehose, ClientAddresses addresses) {
        this.firehose = firehose;
        this.addresses = addresses;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    @Override
    @SuppressWarnings("NullAway") // null is the library's word for "no"
    public ServerConnection upgrade(ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        var key = first(headers, KEY);
        if (!prologue.uriPath().rawPath().equals(PATH)
                || !prologue.method().equals(Method.GET)
                || key == null
                || !isKey(key)
                || !VERSION_SPOKEN.equals(first(headers, VERSION))) {
            return null;
        }
        var answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + accepted(key) + "\r\n\r\n";
        context.dataWriter().writeNow(BufferData.create(answer.getBytes(StandardCharsets.US_ASCII)));
        var address = addresses.clientOf(context.remotePeer().address(), headers.all(FORWARDED_FOR, List::of));
        var query = prologue.query().rawValue();
        return new WebSocketConnection(context, wire -> firehose.follower(address, query, wire));
    }

    private static @Nullable String first(Headers headers, HeaderName name) {
        return headers.first(name).orElse(null);
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accepted(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(digest.digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether a request that came to the front door should have been for a WebSocket.
    static boolean isMissing(Exchange exchange) {
        return exchange.path().equals(PATH) && exchange.verb().equals("GET");
    }

    static void demand(Exchange exchange) {
        exchange.responseHeader("Upgrade", "websocket");
        exchange.responseHeader("Sec-WebSocket-Version", VERSION_SPOKEN);
        exchange.sendError(426, "InvalidRequest", "This method is a subscription: call it over a WebSocket");
    }
}
