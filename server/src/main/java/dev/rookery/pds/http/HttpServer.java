package dev.rookery.pds.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Listens on a port, and gives each connection a virtual thread on which its requests are served one by one.
public final class HttpServer implements AutoCloseable {
    private static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;
    private static final int HEADERS_BYTES_MAX = 32 * 1024;
    private static final int CONNECTIONS_MAX = 16_384;
    private static final int REQUESTS_AT_ONCE_MAX = 4_096;

    /// A connection on which nothing has been asked for this long is closed; proxies reuse theirs for about as long.
    private static final Duration IDLE_MAX = Duration.ofSeconds(90);

    /// A client that is silent in the middle of a request for this long is given up.
    private static final Duration READ_SILENCE_MAX = Duration.ofSeconds(60);

    /// A client that takes nothing of its answer for this long is given up.
    private static final Duration WRITE_MAX = Duration.ofMinutes(2);

    /// Requests that are under way when the server is asked to stop have this long to finish.
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);

    private final WebServer server;

    private final WriteWatch writes;

    private HttpServer(WebServer server, WriteWatch writes) {
        this.server = server;
        this.writes = writes;
    }

    /// Starts to listen on all addresses.
    ///
    /// @param port where to listen; 0 for any free port
    public static HttpServer start(int port, FrontDoor frontDoor) {
        return start(port, frontDoor, WRITE_MAX);
    }

    static HttpServer start(int port, FrontDoor frontDoor, Duration writeMax) {
        var writes = new WriteWatch(writeMax);
        var http1 = Http1Config.builder()
                .maxPrologueLength(REQUEST_LINE_BYTES_MAX)
                .maxHeadersSize(HEADERS_BYTES_MAX)
                .validatePrologue(false) // clients send queries that a strict reading would refuse
                .validatePath(false)
                .receiveLog(false)
                .sendLog(false)
                .addSendListener(new UnknownLength())
                .build();
        var selector = Http1ConnectionSelector.builder().config(http1);
        frontDoor.upgrade().ifPresent(selector::addUpgrader);
        WebServer server = WebServer.builder()
                .port(port)
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addProtocol(http1)
                .addConnectionSelector(selector.build())
                .contentEncoding(new PassThroughCodings())
                .mediaContext(media -> media.mediaSupportsDiscoverServices(false))
                .maxTcpConnections(CONNECTIONS_MAX)
                .maxConcurrentRequests(REQUESTS_AT_ONCE_MAX)
                .idleConnectionTimeout(IDLE_MAX)
                .shutdownGracePeriod(STOP_GRACE)
                .connectionOptions(socket -> socket.tcpNoDelay(true).readTimeout(READ_SILENCE_MAX))
                .directHandlers(jsonErrors())
                .addRouting(
                        HttpRouting.builder().any((request, response) -> frontDoor.handle(request, response, writes)))
                .build();
        server.start();
        if (!server.isRunning() || server.port() <= 0) { // the library logs the failure and goes on
            writes.close();
            throw new UncheckedIOException(new BindException("cannot listen on port " + port));
        }
        return new HttpServer(server, writes);
    }

    public int port() {
        return server.port();
    }

    /// Stops listening, lets the requests under way finish, and returns when they have or the grace is over.
    @Override
    public void close() {
        server.stop();
        writes.close();
    }

    /// What the web server itself refuses, before it is a request to us, is told in JSON too.
    private static DirectHandlers jsonErrors() {
        var handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, HttpServer::refuse);
        }
        return handlers.build();
    }

    @SuppressWarnings("NullAway") // the library does not say what may be null
    private static DirectHandler.TransportResponse refuse(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            io.helidon.http.Status status,
            io.helidon.http.ServerResponseHeaders headers,
            @Nullable String message) {
        String name = status.code() >= 500 ? "InternalServerError" : "InvalidRequest";
        String text = status.code() >= 500 ? "Internal Server Error" : status.reasonPhrase();
        String json = "{\"error\":\"" + name + "\",\"message\":\"" + text + "\"}";
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
                .entity(json.getBytes(StandardCharsets.UTF_8))
                .keepAlive(false)
                .build();
    }
}
