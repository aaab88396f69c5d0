package dev.rookery.pds.http;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.web.FrontPage;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.QueryString;
import dev.rookery.pds.xrpc.XrpcException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The few addresses outside the protocol's methods.
public final class Pages {
    static final String HEALTH = "/xrpc/_health";

    private static final System.Logger LOG = System.getLogger(Pages.class.getName());
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";
    private static final byte[] ROBOTS = utf8("# Crawling the public API is welcome\nUser-agent: *\nAllow: /\n");

    private static final Set<String> PATHS = Set.of(
            "/",
            "/robots.txt",
            HEALTH,
            "/.well-known/did.json",
            "/.well-known/atproto-did",
            "/tls-check",
            "/favicon.ico");

    private static final byte[] SUCCESS = utf8("{\"success\":true}");

    private final String version;
    private final byte[] frontPage;
    private final byte[] didDocument;
    private final List<String> handleDomains;
    private final Function<Handle, Optional<Did>> handles;
    private final Function<Handle, Optional<DataMap>> documents;
    private final String publicHost;
    private final Runnable healthCheck;

    /// @param handleDomains the domains, each with a dot in front, under which this server gives handles
    /// @param handles finds the account of a handle, if it is here and active
    /// @param documents finds the DID document that is to be had at a host, where that is an account's
    /// @param healthCheck throws if the server cannot do its work
    public Pages(
            String version,
            FrontPage frontPage,
            Did serviceDid,
            URI publicUrl,
            List<String> handleDomains,
            Function<Handle, Optional<Did>> handles,
            Function<Handle, Optional<DataMap>> documents,
            Runnable healthCheck) {
        this.version = version;
        this.frontPage = utf8(frontPage.html());
        this.didDocument = didDocument(serviceDid, publicUrl);
        this.handleDomains = List.copyOf(handleDomains);
        this.handles = handles;
        this.documents = documents;
        this.publicHost = String.valueOf(publicUrl.getHost());
        this.healthCheck = healthCheck;
    }

    /// Answers the request if it is for one of the pages.
    boolean serve(Exchange exchange) {
        if (!PATHS.contains(exchange.path())) {
            return false;
        }
        if (exchange.verb().equals("GET") || exchange.verb().equals("HEAD")) {
            show(exchange);
        } else {
            exchange.responseHeader("Allow", "GET, HEAD, OPTIONS");
            exchange.sendError(405, "InvalidRequest", "Method Not Allowed");
        }
        return true;
    }

    private void show(Exchange exchange) {
        switch (exchange.path()) {
            case "/" -> page(exchange);
            case "/robots.txt" -> exchange.send(200, TEXT, ROBOTS);
            case HEALTH -> health(exchange);
            case "/.well-known/did.json" -> didDocument(exchange);
            case "/.well-known/atproto-did" -> handle(exchange);
            case "/tls-check" -> tlsCheck(exchange);
            default -> exchange.send(404, TEXT, new byte[0]);
        }
    }

    private void page(Exchange exchange) {
        exchange.responseHeader("Content-Security-Policy", FrontPage.CONTENT_SECURITY_POLICY);
        exchange.send(200, HTML, frontPage);
    }

    private void health(Exchange exchange) {
        var json = new JsonBuffer(64);
        json.raw("{\"version\":").text(version);
        int status = 200;
        try {
            healthCheck.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the health check failed", e);
            status = 503;
            json.raw(",\"error\":\"Service Unavailable\"");
        }
        exchange.send(status, JSON, json.raw('}').toByteArray());
    }

    /// The document of the account whose DID is named after the host that the request was sent to, or else the
    /// server's.
    private void didDocument(Exchange exchange) {
        Optional<Handle> name = handleName(exchange).filter(host -> !host.text().equals(publicHost));
        Optional<DataMap> accounts = name.flatMap(documents);
        if (accounts.isPresent()) {
            exchange.send(200, JSON, DataJson.toBytes(accounts.get()));
        } else if (name.isPresent() || didDocument.length == 0) {
            exchange.sendError(404, "NotFound", "Not Found");
        } else {
            exchange.send(200, JSON, didDocument);
        }
    }

    /// Says which account the handle belongs to that the request was sent to as a host name.
    private void handle(Exchange exchange) {
        Optional<Did> did = handleName(exchange).flatMap(handles);
        if (did.isPresent()) {
            exchange.send(200, TEXT, utf8(did.get().text()));
        } else {
            exchange.send(404, TEXT, utf8("User not found"));
        }
    }

    /// Tells a proxy that gets certificates on demand (Caddy's `on_demand_tls`) whether to get one for a host name,
    /// so that strangers cannot have it ask for others.
    private void tlsCheck(Exchange exchange) {
        String domain = domain(exchange.query());
        Optional<Handle> handle = handleOf(domain);
        if (domain.isEmpty()) {
            exchange.sendError(400, "InvalidRequest", "bad or missing domain query param");
        } else if (domain.equals(publicHost)) {
            exchange.send(200, JSON, SUCCESS);
        } else if (handle.isEmpty()) {
            exchange.sendError(400, "InvalidRequest", "handles are not provided on this domain");
        } else if (handle.flatMap(handles).isPresent()
                || handle.flatMap(documents).isPresent()) {
            exchange.send(200, JSON, SUCCESS);
        } else {
            exchange.sendError(404, "NotFound", "handle not found for this domain");
        }
    }

    private static String domain(String query) {
        try {
            List<String> domains = QueryString.parse(query).getOrDefault("domain", List.of());
            return domains.size() == 1 ? domains.getFirst().toLowerCase(Locale.ROOT) : "";
        } catch (XrpcException e) { // too many parameters
            return "";
        }
    }

    /// The host name that the request was sent to, if it is one that may be a handle of this server.
    private Optional<Handle> handleName(Exchange exchange) {
        return handleOf(exchange.host().toLowerCase(Locale.ROOT));
    }

    private Optional<Handle> handleOf(String host) {
        return Optional.of(host)
                .filter(name -> handleDomains.stream()
                        .anyMatch(domain -> name.endsWith(domain) || name.equals(domain.substring(1))))
                .filter(Handle::isValid)
                .map(Handle::new);
    }

    /// The document of a did:web that stands for this host, or nothing if the server's DID is another.
    private static byte[] didDocument(Did did, URI publicUrl) {
        if (!did.text().equals("did:web:" + publicUrl.getHost())) {
            return new byte[0];
        }
        return new JsonBuffer(256)
                .raw("{\"@context\":[\"https://www.w3.org/ns/did/v1\"],\"id\":")
                .text(did.text())
                .raw(",\"service\":[{\"id\":\"#atproto_pds\",\"type\":\"AtprotoPersonalDataServer\",")
                .raw("\"serviceEndpoint\":")
                .text(publicUrl.toString())
                .raw("}]}")
                .toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
