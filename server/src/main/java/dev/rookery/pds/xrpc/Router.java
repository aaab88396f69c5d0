package dev.rookery.pds.xrpc;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.syntax.Nsid;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves a set of endpoints under `/xrpc/`.
public final class Router {
    /// Where the path of every call begins.
    public static final String PREFIX = "/xrpc/";

    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final Map<String, Route<?, ?, ?>> routes;
    private final Lexicons lexicons;
    private final @Nullable RateLimiter limiter;

    /// @param lexicons where every endpoint's method is found
    /// @param limiter counts calls, or null if they are not limited
    public Router(
            Collection<? extends Endpoint<?, ?, ?>> endpoints,
            Lexicons lexicons,
            Authenticator authenticator,
            @Nullable RateLimiter limiter) {
        this.lexicons = lexicons;
        this.limiter = limiter;
        Map<String, Route<?, ?, ?>> byName = new HashMap<>();
        for (Endpoint<?, ?, ?> endpoint : endpoints) {
            String nsid = endpoint.method().nsid();
            MethodDefinition definition = lexicons.method(new Nsid(nsid))
                    .orElseThrow(() -> new IllegalArgumentException("no lexicon has a method " + nsid));
            if (byName.put(nsid, new Route<>(endpoint, definition, authenticator, limiter)) != null) {
                throw new IllegalArgumentException("two endpoints for " + nsid);
            }
        }
        this.routes = Map.copyOf(byName);
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
        Route<?, ?, ?> route = routes.get(path.substring(PREFIX.length(), Math.max(end, PREFIX.length())));
        if (route == null) {
            throw unknown(exchange, path.substring(PREFIX.length(), Math.max(end, PREFIX.length())));
        }
        route.serve(exchange);
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
        exchange.sendError(refusal.status(), refusal.error(), refusal.getMessage());
    }
}
