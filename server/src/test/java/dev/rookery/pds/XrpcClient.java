package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls methods of a server as a client does, under one name or none.
public final class XrpcClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;
    private final @Nullable String authorization;

    public XrpcClient(URI server, @Nullable String authorization) {
        this.server = server;
        this.authorization = authorization;
    }

    /// What came back.
    public record Answer(int status, HttpResponse<byte[]> response) {
        public byte[] body() {
            return response.body();
        }

        public String bodyText() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public DataMap json() {
            return DataJson.parseMap(response.body());
        }

        /// A property that is text, and must be there.
        public String text(String name) {
            return Objects.requireNonNull(json().text(name), () -> name + " in " + bodyText());
        }

        /// The name of the error.
        public String error() {
            return text("error");
        }

        public String message() {
            return text("message");
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /// Fails the test, with the whole answer, if the status is another.
        public Answer expect(int expected) {
            assertThat(status).as(bodyText()).isEqualTo(expected);
            return this;
        }

        /// Fails the test, with the whole answer, if it is not this refusal.
        public Answer expect(int expected, String error) {
            assertThat(status + " " + json().text("error")).as(bodyText()).isEqualTo(expected + " " + error);
            return this;
        }
    }

    public XrpcClient withBearer(String token) {
        return new XrpcClient(server, "Bearer " + token);
    }

    public XrpcClient withBasic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new XrpcClient(server, "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /// Calls a query. Parameters are names and values in turn.
    public Answer get(String nsid, String... parameters) {
        var query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return send(request("/xrpc/" + nsid + query).GET().build());
    }

    /// Calls a procedure with JSON.
    public Answer post(String nsid, String json) {
        return post(nsid, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /// Calls a procedure without a body.
    public Answer post(String nsid) {
        return send(request("/xrpc/" + nsid).POST(BodyPublishers.noBody()).build());
    }

    public Answer post(String nsid, String contentType, byte[] body) {
        return post(nsid, contentType, BodyPublishers.ofByteArray(body));
    }

    public Answer post(String nsid, String contentType, BodyPublisher body) {
        return send(request("/xrpc/" + nsid)
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    }

    /// Begins any request, with the credentials.
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(TIMEOUT);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request;
    }

    public Answer send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
