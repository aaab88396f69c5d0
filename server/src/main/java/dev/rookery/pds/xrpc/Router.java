package dev.rookery.pds.xrpc;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.identity.BusyException;
import dev.rookery.pds.load.HeavyWork;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Serves a set of endpoints under `/xrpc/`.
public final class Router {
    /// Where the path of every call begins.
    public static final String PREFIX = "/xrpc/";

    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    /// What a small request takes: its thread, its headers, a few kilobytes of body and what is made of them.
    private static final long REQUEST_BYTES = 32 << 10;

    private final Map<String, Endpoint<?, ?, ?>> endpoints;
    private final Lexicons lexicons;
    private final Authenticator authenticator;
    private final @Nullable RateLimiter limiter;
    private final Guesses guesses;
    private final HeavyWork heavy;

    /// Made when a method is first called: a start would have to wait for the plans of all.
    private final Map<String, Route<?, ?, ?>> routes = new ConcurrentHashMap<>();

    /// @param lexicons where every endpoint's method is found
    /// @param limiter counts calls, or null if they are not limited
    /// @param guesses counts wrong passwords
    /// @param heavy where large inputs are parsed
    public Router(
            Collection<? extends Endpoint<?, ?, ?>> endpoints,
            Lexicons lexicons,
            Authenticator authenticator,
            @Nullable RateLimiter limiter,
            Guesses guesses,
            HeavyWork heavy) {
        this.heavy = heavy;
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
        } catch (ClientGoneException gone) {
            throw gone;
        } catch (BusyException busy) {
            refuse(exchange, XrpcException.notEnoughResources(String.valueOf(busy.getMessage()), BUSY_RETRY));
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
        if (limiter != null) {
            limiter.arrive(nsid, exchange);
        }
        Route<?, ?, ?> route = routes.get(nsid);
        if (route == null) {
            Endpoint<?, ?, ?> endpoint = endpoints.get(nsid);
            if (endpoint == null) {
                throw unknown(exchange, nsid);
            }
            route = routes.computeIfAbsent(nsid, _ -> route(endpoint));
        }
        if (!exchange.memory().take(REQUEST_BYTES + route.memory())) {
            admitOperator(exchange);
        }
        route.serve(exchange);
    }

    /// When there is no memory for anybody else, the operator still gets in.
    private void admitOperator(Exchange exchange) {
        if (!authenticator.isOperator(exchange)) {
            throw XrpcException.notEnoughResources();
        }
        exchange.memory().exempt();
    }

    private Route<?, ?, ?> route(Endpoint<?, ?, ?> endpoint) {
        String nsid = endpoint.method().nsid();
        MethodDefinition definition = lexicons.method(new Nsid(nsid))
                .orElseThrow(() -> new IllegalStateException("no lexicon has a method " + nsid));
        return new Route<>(endpoint, definition, authenticator, limiter, guesses, heavy);
    }

    private XrpcException unknown(Exchange exchange, String nsid) {
        if (!Nsid.isValid(nsid)) {
            return XrpcException.invalidRequest("invalid xrpc path");
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
