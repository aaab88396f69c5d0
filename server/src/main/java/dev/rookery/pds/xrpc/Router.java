package dev.rookery.pds.xrpc;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.syntax.Nsid;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Serves a set of endpoints under `/xrpc/`.
public final class Router {
    /// Where the path of every call begins.
    public static final String PREFIX = "/xrpc/";

    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final Map<String, Endpoint<?, ?, ?>> endpoints;
    private final Lexicons lexicons;
    private final Authenticator authenticator;
    private final @Nullable RateLimiter limiter;
    private final Guesses guesses;

    /// Made when a method is first called: a start would have to wait for the plans of all.
    private final Map<String, Route<?, ?, ?>> routes = new ConcurrentHashMap<>();

    /// @param lexicons where every endpoint's method is found
    /// @param limiter counts calls, or null if they are not limited
    /// @param guesses counts wrong passwords
    public Router(
            Collection<? extends Endpoint<?, ?, ?>> endpoints,
            Lexicons lexicons,
            Authenticator authenticator,
            @Nullable RateLimiter limiter,
            Guesses guesses) {
        this.lexicons = lexicons;
        this.authenticator = authenticator;
        this.limiter = limiter;
        this.guesses = guesses;
        Map<String, Endpoint<?, ?, ?>> byName = new HashMap<>();
        for (Endpoint<?, ?, ?> endpoint : endpoints) {
            String nsid = endpoint.method().nsid();
            if (byName.put(nsid, endpoint) != null) {
                throw new IllegalArgumentException("two endpoints for " + nsid);
            }
        }
        this.endpoints = Map.copyOf(byName);
    }

    /// Answers a request whose path begins with [#PREFIX].
    ///
    /// Everything that goes wrong before the answer has begun becomes an answer. A failure after that is thrown,
    /// and the caller cuts the connection.
    public void serve(Exchange exchange) {
        try {
            dispatch(exchange);
        } catch (XrpcException refusal) {
            if (exchange.answered()) {
                throw refusal;
            }
            refuse(exchange, refusal);
        } catch (RuntimeException | Error failure) {
            if (exchange.answered()) {
                throw failure;
            }
            LOG.log(Level.ERROR, () -> exchange.verb() + " " + exchange.path() + " failed", failure);
            refuse(exchange, new XrpcException(500, "InternalServerError", "Internal Server Error"));
        }
    }

    private void dispatch(Exchange exchange) {
        String path = exchange.path();
        int end = path.length() - (path.endsWith("/") ? 1 : 0);
        String nsid = path.substring(PREFIX.length(), Math.max(end, PREFIX.length()));
        Route<?, ?, ?> route = routes.get(nsid);
        if (route == null) {
            Endpoint<?, ?, ?> endpoint = endpoints.get(nsid);
            if (endpoint == null) {
                throw unknown(exchange, nsid);
            }
            route = routes.computeIfAbsent(nsid, _ -> route(endpoint));
        }
        route.serve(exchange);
    }

    private Route<?, ?, ?> route(Endpoint<?, ?, ?> endpoint) {
        String nsid = endpoint.method().nsid();
        MethodDefinition definition = lexicons.method(new Nsid(nsid))
                .orElseThrow(() -> new IllegalStateException("no lexicon has a method " + nsid));
        return new Route<>(endpoint, definition, authenticator, limiter, guesses);
    }

    private XrpcException unknown(Exchange exchange, String nsid) {
        if (!Nsid.isValid(nsid)) {
            return XrpcException.invalidRequest("invalid xrpc path");
        }
        if (limiter != null) {
            limiter.count(nsid, RateLimit.NONE, exchange, Caller.Anonymous.ANONYMOUS, null);
        }
        lexicons.method(new Nsid(nsid))
                .ifPresent(definition -> Route.refuseWrongVerb(exchange, Route.verb(definition)));
        return new XrpcException(501, "MethodNotImplemented", "Method Not Implemented");
    }

    private static void refuse(Exchange exchange, XrpcException refusal) {
        if (refusal.retryAfter() != null) {
            exchange.responseHeader(
                    "Retry-After", Long.toString(refusal.retryAfter().toSeconds()));
        }
        exchange.sendError(refusal.status(), refusal.error(), refusal.getMessage());
    }
}
