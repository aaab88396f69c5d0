package dev.rookery.pds.http;

import dev.rookery.pds.firehose.Firehose;
import dev.rookery.pds.load.MemoryBudget;
import dev.rookery.pds.xrpc.ClientGoneException;
import dev.rookery.pds.xrpc.RequestId;
import dev.rookery.pds.xrpc.Router;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.jspecify.annotations.Nullable;

/// Where every request comes in: gives it a name, answers questions about CORS, and sends it to the router or to one
/// of the pages.
public final class FrontDoor {
    private static final System.Logger LOG = System.getLogger(FrontDoor.class.getName());
    private static final HttpField ANY_ORIGIN = new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField EXPOSED = new PreEncodedHttpField(
            "Access-Control-Expose-Headers",
            "DPoP-Nonce, WWW-Authenticate, RateLimit-Limit, RateLimit-Reset, RateLimit-Remaining, RateLimit-Policy,"
                    + " Retry-After, X-Request-Id, Atproto-Repo-Rev, Atproto-Content-Labelers");

    /// What anything here may be asked with.
    private static final Set<String> VERBS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Router router;
    private final Pages pages;
    private final ClientAddresses addresses;
    private final MemoryBudget budget;
    private final @Nullable WebSocketUpgrade upgrade;

    /// @param budget what all requests share
    /// @param firehose what can be followed, or null for nothing
    public FrontDoor(
            Router router, Pages pages, ClientAddresses addresses, MemoryBudget budget, @Nullable Firehose firehose) {
        this.router = router;
        this.pages = pages;
        this.addresses = addresses;
        this.budget = budget;
        this.upgrade = firehose == null ? null : new WebSocketUpgrade(firehose);
    }

    ClientAddresses addresses() {
        return addresses;
    }

    /// What WebSockets need, to be started with the web server.
    Optional<WebSocketComponents> webSockets() {
        return Optional.ofNullable(upgrade).map(WebSocketUpgrade::components);
    }

    /// Whether a request should not wait behind others. Who asks for the server's health would take it for dead.
    static boolean isUrgent(Request request) {
        return Pages.HEALTH.equals(request.getHttpURI().getPath());
    }

    void handle(Request request, Response response, Callback callback, ClientWatch watch) {
        RequestId id = RequestId.next();
        response.getHeaders().put(ANY_ORIGIN);
        response.getHeaders().put(EXPOSED);
        response.getHeaders().put("X-Request-Id", id.toString());
        try {
            ScopedValue.where(RequestId.CURRENT, id).run(() -> serve(request, response, callback, watch));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a request could not be served", e);
            callback.failed(e);
        }
    }

    private void serve(Request request, Response response, Callback callback, ClientWatch watch) {
        boolean logged = LOG.isLoggable(Level.DEBUG);
        long start = logged ? System.nanoTime() : 0;
        var exchange = new JettyExchange(request, response, addresses, budget);
        watch.add(exchange);
        Runnable end = callback::succeeded;
        try (exchange) {
            if (isPlain(exchange)) {
                if (upgrade != null && upgrade.isFor(exchange)) {
                    end = () -> {};
                    upgrade.serve(exchange, request, response, callback);
                } else {
                    route(exchange);
                }
            }
        } catch (ClientGoneException e) {
            LOG.log(Level.DEBUG, "the client went away", e);
            exchange.leave();
            end = () -> callback.failed(e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, () -> exchange.verb() + " " + exchange.path() + " failed after its answer began", e);
            end = () -> callback.failed(e);
        } finally {
            watch.remove(exchange);
            if (logged) {
                log(exchange, start);
            }
        }
        end.run(); // last of all, for the next request on the connection may be served here and now
    }

    private void route(JettyExchange exchange) {
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

    /// Refuses what is not for us, and what two readers could understand differently: codings of the message itself
    /// that
    /// are not plain chunks, and headers twice that there is one of.
    private static boolean isPlain(JettyExchange exchange) {
        if (!VERBS.contains(exchange.verb())) {
            return refuse(exchange, 501, "MethodNotImplemented", "HTTP method not implemented");
        }
        if (exchange.requestHeaders().size() > Http1Connections.HEADERS_MAX) { // of HTTP/2
            return refuse(exchange, 431, "InvalidRequest", "Too many headers");
        }
        boolean authorized = false;
        boolean typed = false;
        boolean coded = false;
        for (HttpField field : exchange.requestHeaders()) {
            HttpHeader header = field.getHeader();
            boolean twice = false;
            if (header == HttpHeader.AUTHORIZATION) {
                twice = authorized;
                authorized = true;
            } else if (header == HttpHeader.CONTENT_TYPE) {
                twice = typed;
                typed = true;
            } else if (header == HttpHeader.TRANSFER_ENCODING) {
                twice = coded;
                coded = true;
                if (!"chunked".equalsIgnoreCase(field.getValue())) {
                    return refuse(exchange, 501, "MethodNotImplemented", "Transfer coding not implemented");
                }
            }
            if (twice) {
                return refuse(exchange, 400, "InvalidRequest", field.getName() + " is there twice");
            }
        }
        return !coded
                || exchange.version() != HttpVersion.HTTP_1_0
                || refuse(exchange, 400, "InvalidRequest", "HTTP/1.0 has no transfer codings");
    }

    private static boolean refuse(JettyExchange exchange, int status, String error, String message) {
        exchange.closeBehind();
        exchange.sendError(status, error, message);
        return false;
    }

    private static void log(JettyExchange exchange, long start) {
        long micros = (System.nanoTime() - start) / 1_000;
        LOG.log(
                Level.DEBUG,
                () -> exchange.verb() + " " + exchange.path() + " " + exchange.status() + " in " + micros + " us for "
                        + exchange.clientAddress());
    }
}
