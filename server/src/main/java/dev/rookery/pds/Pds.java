package dev.rookery.pds;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.http.ClientAddresses;
import dev.rookery.pds.http.FrontDoor;
import dev.rookery.pds.http.HttpServer;
import dev.rookery.pds.http.Pages;
import dev.rookery.pds.web.FrontPage;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Authenticator;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.RateLimiter;
import dev.rookery.pds.xrpc.Router;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A whole server, put together: every part is made here, in the order in which parts need each other, and closed in
/// the reverse. There is no container; to find who uses a thing, follow its constructor.
public final class Pds implements AutoCloseable {
    private final Config config;
    private final Parts parts = new Parts();
    private final HttpServer http;

    private Pds(Config config, InstantSource time) {
        this.config = config;
        try {
            Files.createDirectories(config.dataDirectory());
            var lexicons = Lexicons.bundled();
            List<Endpoint<?, ?, ?>> endpoints = List.of();
            var router = new Router(endpoints, lexicons, new NobodyKnown(), rateLimiter(config.rateLimits(), time));
            var frontDoor = new FrontDoor(router, pages(), new ClientAddresses(trustedProxies(config.rateLimits())));
            this.http = parts.add(HttpServer.start(config.service().port(), frontDoor));
        } catch (IOException e) {
            parts.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /// Starts a server, which answers when this returns.
    public static Pds start(Config config, InstantSource time) {
        return new Pds(config, time);
    }

    private Pages pages() {
        Config.Service service = config.service();
        Map<String, @Nullable String> links = new LinkedHashMap<>();
        links.put("About this server", service.links().home());
        links.put("Help", service.links().support());
        links.put("Terms of service", service.links().termsOfService());
        links.put("Privacy policy", service.links().privacyPolicy());
        return new Pages(
                service.version(),
                new FrontPage(service.name(), service.hostname(), service.version(), links),
                service.did(),
                service.publicUrl(),
                config.identity().handleDomains(),
                handle -> Optional.empty(),
                () -> {});
    }

    private static @Nullable RateLimiter rateLimiter(Config.RateLimits limits, InstantSource time) {
        return switch (limits) {
            case Config.RateLimits.Off _ -> null;
            case Config.RateLimits.On on -> new RateLimiter(time, exchange -> isExempt(exchange, on));
        };
    }

    private static boolean isExempt(Exchange exchange, Config.RateLimits.On limits) {
        String key = limits.bypassKey() == null ? null : limits.bypassKey().reveal();
        return (key != null && key.equals(exchange.header("x-ratelimit-bypass")))
                || limits.bypassAddresses().contains(exchange.clientAddress());
    }

    private static List<String> trustedProxies(Config.RateLimits limits) {
        return switch (limits) {
            case Config.RateLimits.Off _ -> List.of();
            case Config.RateLimits.On on -> on.bypassAddresses();
        };
    }

    /// The port on which it listens.
    public int port() {
        return http.port();
    }

    /// Where it is reached from this machine.
    public URI localUrl() {
        return URI.create("http://localhost:" + port());
    }

    /// Lets the requests under way finish, then closes the stores. Nothing that was acknowledged is lost.
    @Override
    public void close() {
        parts.close();
    }

    private record NobodyKnown() implements Authenticator {
        @Override
        public <C extends Caller> C authenticate(Access<C> access, Exchange exchange) {
            throw XrpcException.authRequired("AuthMissing", "Authentication Required");
        }
    }
}
