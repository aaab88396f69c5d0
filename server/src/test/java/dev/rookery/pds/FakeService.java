package dev.rookery.pds;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Another service of the network, which notes what it was asked last and answers as it is told to.
public final class FakeService implements AutoCloseable {
    private final HttpServer server;
    private volatile int status = 200;
    private volatile byte[] answer = new byte[0];
    private volatile @Nullable Request last;

    /// What it was asked.
    public record Request(String line, String authorization, String body) {}

    private FakeService(HttpServer server) {
        this.server = server;
    }

    public static FakeService start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var service = new FakeService(server);
            server.createContext("/", service::reply);
            server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /// Answers like this from now on.
    public void answer(int newStatus, String body) {
        answer(newStatus, body.getBytes(StandardCharsets.UTF_8));
    }

    public void answer(int newStatus, byte[] body) {
        answer = body;
        status = newStatus;
    }

    /// What it was asked last, which must be something.
    public Request last() {
        return Objects.requireNonNull(last, "nobody asked");
    }

    private void reply(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        last = new Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                authorization == null ? "" : authorization,
                body);
        byte[] bytes = answer;
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
