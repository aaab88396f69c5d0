package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.InvalidDataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Calls methods of a running server as its operator.
final class AdminClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /// Until an answer begins: an account with much in it takes its time to be deleted.
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String methods;
    private final String authorization;

    AdminClient(URI server, String password) {
        String base = server.toString();
        methods = (base.endsWith("/") ? base : base + "/") + "xrpc/";
        byte[] pair = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /// The server said no.
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String error;

        private RefusedException(int status, String error, String message) {
            super(message);
            this.status = status;
            this.error = error;
        }

        int status() {
            return status;
        }

        /// The name of the error.
        String error() {
            return error;
        }
    }

    /// There was no answer, or none of a server of this kind.
    static final class UnreachableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private UnreachableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// Calls a query. Parameters are names and values in turn.
    DataMap get(String nsid, String... parameters) {
        return map(stream(nsid, parameters));
    }

    /// Calls a query for all pages of a list, each when it is needed.
    Stream<DataMap> pages(String nsid, String... parameters) {
        return Stream.iterate(
                        Optional.of(get(nsid, parameters)),
                        Optional::isPresent,
                        page -> page.map(known -> known.text("cursor")).map(cursor -> {
                            var next = Arrays.copyOf(parameters, parameters.length + 2);
                            next[parameters.length] = "cursor";
                            next[parameters.length + 1] = cursor;
                            return get(nsid, next);
                        }))
                .map(Optional::orElseThrow);
    }

    /// Calls a query whose answer is read as it comes.
    InputStream stream(String nsid, String... parameters) {
        var query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return send(request(nsid + query).GET());
    }

    /// Calls a procedure as the operator.
    DataMap post(String nsid, DataMap input) {
        return map(send(body(request(nsid), input)));
    }

    /// Calls a procedure as anybody.
    DataMap postAnonymously(String nsid, DataMap input) {
        return map(send(body(HttpRequest.newBuilder(URI.create(methods + nsid)).timeout(TIMEOUT), input)));
    }

    private static HttpRequest.Builder body(HttpRequest.Builder request, DataMap input) {
        return request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(DataJson.toBytes(input)));
    }

    private HttpRequest.Builder request(String call) {
        return HttpRequest.newBuilder(URI.create(methods + call))
                .timeout(TIMEOUT)
                .header("Authorization", authorization);
    }

    private InputStream send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                return response.body();
            }
            DataMap refusal = map(response.body());
            throw new RefusedException(response.statusCode(), text(refusal, "error"), text(refusal, "message"));
        } catch (IOException e) {
            String reason = e.getMessage();
            throw new UnreachableException(reason == null ? "connection refused" : reason, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted", e);
        }
    }

    private static DataMap map(InputStream body) {
        try (body) {
            byte[] json = body.readAllBytes();
            return json.length == 0 ? DataMap.of() : DataJson.parseMap(json);
        } catch (InvalidDataException e) {
            throw new UnreachableException("its answer is no JSON object", e);
        } catch (IOException e) {
            throw new UnreachableException("the answer broke off", e);
        }
    }

    /// Finds an account by its DID, its handle or its e-mail address.
    ///
    /// @throws RefusedException if there is none
    DataMap account(String name) {
        if (name.startsWith("did:")) {
            return get("com.atproto.admin.getAccountInfo", "did", name);
        }
        if (name.indexOf('@') > 0) {
            List<DataMap> found = maps(get("com.atproto.admin.searchAccounts", "email", name), "accounts");
            return found.stream().findFirst().orElseThrow(() -> noAccount(name));
        }
        String handle = name.startsWith("@") ? name.substring(1) : name;
        String did;
        try {
            did = text(get("com.atproto.identity.resolveHandle", "handle", handle), "did");
        } catch (RefusedException _) {
            return search(handle); // handles of accounts that are not active are not resolved
        }
        return get("com.atproto.admin.getAccountInfo", "did", did);
    }

    private DataMap search(String handle) {
        return pages("com.atproto.admin.searchAccounts", "limit", "100")
                .flatMap(page -> maps(page, "accounts").stream())
                .filter(account -> handle.equalsIgnoreCase(account.text("handle")))
                .findFirst()
                .orElseThrow(() -> noAccount(handle));
    }

    private static RefusedException noAccount(String name) {
        return new RefusedException(
                400, "NotFound", "There is no account " + name + " here; `rookery account list` shows all");
    }

    /// The DID of an account.
    String did(String name) {
        return name.startsWith("did:") ? name : text(account(name), "did");
    }

    /// A property that is a list of objects.
    static List<DataMap> maps(DataMap map, String key) {
        return map.get(key) instanceof DataList list
                ? list.items().stream()
                        .filter(DataMap.class::isInstance)
                        .map(DataMap.class::cast)
                        .toList()
                : List.of();
    }

    static String text(DataMap map, String key) {
        String text = map.text(key);
        return text == null ? "" : text;
    }

    static boolean truth(DataMap map, String key) {
        return map.get(key) instanceof DataBoolean truth && truth.value();
    }
}
