package dev.rookery.pds.http;

import dev.rookery.pds.firehose.Firehose;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.Router;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/// Turns the connection of a client that asks to follow the firehose into a WebSocket. A client that does not ask
/// properly is told so.
final class WebSocketUpgrade {
    private static final String PATH = Router.PREFIX + Firehose.NSID;
    private static final String VERSION_SPOKEN = "13";
    private static final int KEY_BYTES = 16;

    private static final int INPUT_BUFFER_BYTES = 2 << 10;

    /// Messages that are sent together are gathered up to this.
    private static final int OUTPUT_BUFFER_BYTES = 64 << 10;

    private final Firehose firehose;
    private final WebSocketComponents components = new WebSocketComponents();
    private final WebSocketMappings mappings = new WebSocketMappings(components);

    WebSocketUpgrade(Firehose firehose) {
        this.firehose = firehose;
    }

    /// To be started and stopped with the web server.
    WebSocketComponents components() {
        return components;
    }

    boolean isFor(JettyExchange exchange) {
        String key = exchange.header("Sec-WebSocket-Key");
        return exchange.path().equals(PATH)
                && exchange.verb().equals("GET")
                && exchange.version() == HttpVersion.HTTP_1_1
                && names(exchange.values(HttpHeader.UPGRADE), "websocket")
                && names(exchange.values(HttpHeader.CONNECTION), "upgrade")
                && VERSION_SPOKEN.equals(exchange.header("Sec-WebSocket-Version"))
                && key != null
                && isKey(key);
    }

    private static boolean names(List<String> lines, String token) {
        for (String line : lines) {
            for (String each : line.split(",", -1)) {
                if (each.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    void serve(JettyExchange exchange, Request request, Response response, Callback callback) {
        if (!mappings.upgrade(new Negotiator(exchange), new OneProtocol(request), response, callback, null)) {
            demand(exchange);
            callback.succeeded();
        }
    }

    /// Whether a request that came to the front door should have been for a WebSocket.
    static boolean isMissing(Exchange exchange) {
        return exchange.path().equals(PATH)
                && (exchange.verb().equals("GET") || exchange.verb().equals("HEAD"));
    }

    static void demand(Exchange exchange) {
        exchange.responseHeader("Upgrade", "websocket");
        exchange.responseHeader("Connection", "Upgrade");
        exchange.responseHeader("Sec-WebSocket-Version", VERSION_SPOKEN);
        exchange.sendError(426, "InvalidRequest", "This method is a subscription: call it over a WebSocket");
    }

    /// A request for the one protocol that it gets, where it may have named several.
    private static final class OneProtocol extends Request.Wrapper {
        private final HttpFields headers;

        OneProtocol(Request request) {
            super(request);
            headers = HttpFields.build(request.getHeaders())
                    .put(HttpHeader.UPGRADE, "websocket")
                    .asImmutable();
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }
    }

    /// Agrees to no extension: events are compressed badly, and for each follower anew.
    private final class Negotiator implements WebSocketNegotiator {
        private final JettyExchange exchange;

        Negotiator(JettyExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public @Nullable FrameHandler negotiate(
                ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            response.setExtensions(List.of());
            String address = exchange.clientAddress();
            String query = exchange.query();
            return new WebSocketConnection(wire -> firehose.follower(address, query, wire));
        }

        @Override
        public void customize(Configuration session) {
            session.setAutoFragment(true); // of what comes, into pieces of the input buffer
            session.setMaxFrameSize(0); // or no event may be larger
            session.setInputBufferSize(INPUT_BUFFER_BYTES);
            session.setOutputBufferSize(OUTPUT_BUFFER_BYTES);
            session.setIdleTimeout(Duration.ZERO); // the follower's own watch ends it when it is gone
        }
    }
}
