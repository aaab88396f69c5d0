package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.config.IpNetwork;
import dev.rookery.pds.load.HeavyWork;
import dev.rookery.pds.load.TestMemory;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Authenticator;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.Guesses;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;
import dev.rookery.pds.xrpc.Router;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final String ENDLESS = "com.atproto.sync.getCheckout";
    private static final String LAST_REQUEST =
            "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final Duration WRITE_MAX = Duration.ofMillis(500);
    private static final HttpLimits LIMITS = HttpLimits.ofHeap(256 << 20).writeMax(WRITE_MAX);
    private static final String REFUSING = "com.atproto.server.requestPasswordReset";
    private static final String SLOW = "com.atproto.server.activateAccount";

    /// Answers when it is let go.
    private record Slow(CountDownLatch begun, CountDownLatch go)
            implements Endpoint<Caller.Anonymous, Nothing, Nothing> {
        @Override
        public Method<Caller.Anonymous, Nothing, Nothing> method() {
            return new Method<>(SLOW, Access.PUBLIC, RateLimit.NONE, Nothing.class, Nothing.class);
        }

        @Override
        public Nothing handle(Caller.Anonymous caller, Nothing input) {
            begun.countDown();
            try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException("the request was cut off", e);
            }
            return Nothing.NOTHING;
        }
    }

    /// Answers without end, and tells when that fails.
    private record Endless(CompletableFuture<Throwable> failed)
            implements Endpoint<Caller.Anonymous, Endless.Input, ResponseBody> {
        record Input(Did did) {}

        @Override
        public Method<Caller.Anonymous, Input, ResponseBody> method() {
            return new Method<>(ENDLESS, Access.PUBLIC, RateLimit.NONE, Input.class, ResponseBody.class);
        }

        @Override
        public ResponseBody handle(Caller.Anonymous caller, Input in) {
            return new ResponseBody("application/vnd.ipld.car", out -> {
                byte[] block = new byte[64 * 1024];
                try {
                    while (true) {
                        out.write(block);
                    }
                } catch (IOException | RuntimeException e) {
                    failed.complete(e);
                    throw e;
                }
            });
        }
    }

    /// Reads what it is sent, and refuses it.
    private record Refusing() implements Endpoint<Caller.Anonymous, Refusing.Address, Nothing> {
        record Address(String email) {}

        @Override
        public Method<Caller.Anonymous, Address, Nothing> method() {
            return new Method<>(REFUSING, Access.PUBLIC, RateLimit.NONE, Address.class, Nothing.class);
        }

        @Override
        public Nothing handle(Caller.Anonymous caller, Address in) {
            throw XrpcException.invalidRequest("not " + in.email());
        }
    }

    private record Nobody() implements Authenticator {
        @Override
        public boolean isOperator(Exchange exchange) {
            return false;
        }

        @Override
        public <C extends Caller> C authenticate(Access<C> access, Exchange exchange) {
            throw XrpcException.invalidRequest("nobody is known here");
        }
    }

    private final Slow slow = new Slow(new CountDownLatch(1), new CountDownLatch(1));
    private final Endless endless = new Endless(new CompletableFuture<>());
    private final HttpServer server = start(0);

    private HttpServer start(int port) {
        var router = new Router(
                List.of(slow, endless, new Refusing()),
                Lexicons.bundled(),
                new Nobody(),
                null,
                new Guesses(InstantSource.system()),
                new HeavyWork());
        return HttpServer.start(
                port,
                new FrontDoor(
                        router, TestPages.none(), new ClientAddresses(IpNetwork.PRIVATE), TestMemory.budget(), null),
                LIMITS);
    }

    @Test
    void stop_letsTheRequestUnderWayFinish() throws InterruptedException {
        var client = new XrpcClient(URI.create("http://localhost:" + server.port()), null);
        var answer = CompletableFuture.supplyAsync(() -> client.post(SLOW));
        assertThat(slow.begun.await(20, TimeUnit.SECONDS)).isTrue();

        var stopped = CompletableFuture.runAsync(server::close);
        slow.go.countDown();

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join().status()).isEqualTo(200);
        stopped.orTimeout(30, TimeUnit.SECONDS).join();
        assertThatThrownBy(() -> client.get("_health")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void portInUse_isAnError() {
        int port = server.port();

        assertThatThrownBy(() -> start(port)).hasCauseInstanceOf(BindException.class);
        server.close();
    }

    /// Sends requests as they are, and gives all that comes until the server closes the connection.
    private String exchange(String requests) throws IOException {
        try (var socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            server.close();
        }
    }

    @Test
    void requestThatBreaksHttp_isRefusedInJson() throws IOException {
        assertThat(exchange("GET / HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("{\"error\":\"InvalidRequest\"");
    }

    @Test
    void connection_endsBehindTheAnswer_whereTheClientWantsIt() throws IOException {
        assertThat(exchange(LAST_REQUEST)).startsWith("HTTP/1.1 200").contains("Allow: /");
    }

    @Test
    void refusalOfABodyThatWasRead_keepsTheConnection() throws IOException {
        String body = "{\"email\":\"alice@example.com\"}";

        assertThat(exchange("POST /xrpc/" + REFUSING + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body
                        + LAST_REQUEST))
                .startsWith("HTTP/1.1 400")
                .contains("not alice@example.com")
                .contains("HTTP/1.1 200")
                .contains("Allow: /");
    }

    /// A byte more, and clients that keep the connection take it for the beginning of the next answer.
    @Test
    void headOfAnAnswerOfUnknownLength_endsWithItsHeaders() throws IOException {
        String answers = exchange(
                "HEAD /xrpc/" + ENDLESS + "?did=did:plc:alice HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST_REQUEST);

        int end = answers.indexOf("\r\n\r\n");
        assertThat(answers.substring(0, end)).startsWith("HTTP/1.1 200").doesNotContain("Content-Length");
        assertThat(answers.substring(end + 4)).startsWith("HTTP/1.1 200").contains("Allow: /");
    }

    @Test
    void clientThatTakesNothing_isCutOff() throws IOException {
        try (var socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            String request = "GET /xrpc/" + ENDLESS + "?did=did:plc:alice HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            assertThat(endless.failed.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(Exception.class);
            assertThatCode(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isNull(),
                            thrown -> assertThat(thrown).isInstanceOf(IOException.class));
        }
        server.close();
    }

    @Test
    void clientThatReadsOn_isServed() throws IOException {
        try (var socket = new Socket("localhost", server.port())) {
            String request = "GET /xrpc/" + ENDLESS + "?did=did:plc:alice HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            long end = System.nanoTime() + 3 * WRITE_MAX.toNanos();
            byte[] buffer = new byte[64 * 1024];

            while (System.nanoTime() < end) {
                assertThat(socket.getInputStream().read(buffer)).isPositive();
            }

            assertThat(endless.failed).isNotDone();
        }
        server.close();
    }

    @Test
    void headersThatAreTooLarge_areRefused() throws IOException {
        try (var socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x".repeat(40_000) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] begin = socket.getInputStream().readNBytes(12);

            assertThat(new String(begin, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 4");
        }
        server.close();
    }
}
