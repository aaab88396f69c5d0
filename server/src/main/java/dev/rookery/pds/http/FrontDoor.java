package dev.rookery.pds.http;

import dev.rookery.pds.firehose.Firehose;
import dev.rookery.pds.xrpc.RequestId;
import dev.rookery.pds.xrpc.Router;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where every request comes in: gives it a name, answers questions about CORS, and sends it to the router or to one
/// of the pages.
public final class FrontDoor {
    private static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());
    private static final Header ANY_ORIGIN = HeaderValues.createCached("Access-Control-Allow-Origin", "*");
    private static final Header EXPOSED = HeaderValues.createCached(
            "Access-Control-Expose-Headers",
            "DPoP-Nonce, WWW-Authenticate, RateLimit-Limit, RateLimit-Reset, RateLimit-Remaining, RateLimit-Policy,"
                    + " Retry-After, X-Request-Id, Atproto-Repo-Rev, Atproto-Content-Labelers");

    private final Router router;
    private final Pages pages;
    private final ClientAddresses addresses;
    private final @Nullable Firehose firehose;

    /// @param firehose what can be followed, or null for nothing
    public FrontDoor(Router router, Pages pages, ClientAddresses addresses, @Nullable Firehose firehose) {
        this.router = router;
        this.pages = pages;
        this.addresses = addresses;
        this.firehose = firehose;
    }

    /// What makes WebSockets of connections, if anything does.
    Optional<WebSocketUpgrade> upgrade() {
        return Optional.ofNullable(firehose).map(each -> new WebSocketUpgrade(each, addresses));
    }

    void handle(ServerRequest request, ServerResponse response, WriteWatch writes) {
        RequestId id = RequestId.next();
        ScopedValue.where(RequestId.CURRENT, id)
                .run(() -> handle(response, new HelidonExchange(request, response, addresses, writes), id));
    }

    private void handle(ServerResponse response, HelidonExchange exchange, RequestId id) {
        boolean logged = LOG.isLoggable(Level.DEBUG);
        long start = logged ? System.nanoTime() : 0;
        response.headers().set(ANY_ORIGIN);
        response.headers().set(EXPOSED);
        exchange.responseHeader("X-Request-Id", id.toString());
        try {
            route(exchange);
        } catch (UncheckedIOException e) {
            LOG.log(Level.DEBUG, "the client went away", e);
            throw new CloseConnectionException("The client went away", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, () -> exchange.verb() + " " + exchange.path() + " failed after its answer began", e);
            throw new CloseConnectionException("The answer cannot be finished", e);
        } finally {
            if (logged) {
                log(exchange, start);
            }
        }
        if (exchange.isLast()) { // the web server says so to the client, and would wait for it to close
            throw new CloseConnectionException("It was the last answer");
        }
    }

    private void route(HelidonExchange exchange) {
        if (exchange.verb().equals("OPTIONS")) {
            Preflight.answer(exchange);
        } else if (WebSocketUpgrade.isMissing(exchange)) {
            WebSocketUpgrade.demand(exchange);
        } else if (!pages.serve(exchange)) {
            if (exchange.path().startsWith(Router.PREFIX)) {
                router.serve(exchange);
            } else {
                exchange.sendError(404, "NotFound", "Not Found");
            }
        }
    }

    private static void log(HelidonExchange exchange, long start) {
        long micros = (System.nanoTime() - start) / 1_000;
        LOG.log(
                Level.DEBUG,
                () -> exchange.verb() + " " + exchange.path() + " " + exchange.status() + " in " + micros + " us for "
                        + exchange.clientAddress());
    }
}
