package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rookery.atproto.data.DataJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A relay that takes requests to crawl and says what it is told to of hosts.
public final class FakeRelay implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final HttpServer server;
    private final BlockingQueue<String> requested = new LinkedBlockingQueue<>();
    private volatile int status = 200;
    private volatile String answer = "{}";

    private FakeRelay(HttpServer server) {
        this.server = server;
    }

    public static FakeRelay start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var relay = new FakeRelay(server);
            server.createContext("/xrpc/com.atproto.sync.requestCrawl", relay::requestCrawl);
            server.createContext("/xrpc/com.atproto.sync.getHostStatus", relay::reply);
            server.start();
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /// Answers like this from now on.
    public void answer(int newStatus, String json) {
        answer = json;
        status = newStatus;
    }

    private void requestCrawl(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        reply(exchange);
        requested.add(
                exchange.getRequestMethod() + " " + DataJson.parseMap(body).text("hostname"));
    }

    private void reply(HttpExchange exchange) throws IOException {
        byte[] json = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    /// The next request to crawl: its verb and the host; waits for it.
    public String nextRequest() {
        String next = next(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a request to crawl").isNotNull();
        return next;
    }

    /// The next request to crawl if one comes in time, or null.
    public @Nullable String next(long time, TimeUnit unit) {
        try {
            return requested.poll(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
