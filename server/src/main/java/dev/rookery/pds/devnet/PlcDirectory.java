package dev.rookery.pds.devnet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcOperation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A PLC directory over HTTP, on loopback.
public final class PlcDirectory implements AutoCloseable {
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int EXPORT_MAX = 1_000;
    private static final String JSON = "application/json; charset=utf-8";

    private record Answer(int status, String contentType, String body) {
        static Answer json(DataValue value) {
            return new Answer(200, JSON, DataJson.toString(value));
        }

        static Answer error(int status, String message) {
            return new Answer(status, JSON, DataJson.toString(DataMap.of("message", new DataString(message))));
        }
    }

    private final PlcLedger ledger;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Opens the directory that is kept in the file and serves it.
    ///
    /// @param port 0 for any free port
    public static PlcDirectory start(Path file, int port, InstantSource time) {
        return new PlcDirectory(new PlcLedger(file, time), port);
    }

    private PlcDirectory(PlcLedger ledger, int port) {
        this.ledger = ledger;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            ledger.close();
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /// Where clients reach it.
    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        Answer answer;
        try {
            answer = answer(exchange);
        } catch (PlcException e) {
            answer = Answer.error(e.status(), String.valueOf(e.getMessage()));
        } catch (IdentityException | InvalidDataException e) {
            answer = Answer.error(400, String.valueOf(e.getMessage()));
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (exchange.getRequestMethod()) {
            case "GET" -> get(path, exchange.getRequestURI().getRawQuery());
            case "POST" -> {
                byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
                if (body.length > BODY_BYTES_MAX) {
                    throw new PlcException(413, "request entity too large");
                }
                ledger.append(did(path.substring(1)), PlcOperation.parse(DataJson.parseMap(body)));
                yield new Answer(200, "text/plain; charset=utf-8", "OK");
            }
            default -> Answer.error(405, "Method Not Allowed");
        };
    }

    private Answer get(String path, @Nullable String query) {
        String[] parts = path.substring(1).split("/", 2);
        return switch (parts[0]) {
            case "" -> Answer.json(DataMap.of("name", new DataString("a PLC directory for development")));
            case "_health" -> Answer.json(DataMap.of("version", new DataString("dev")));
            case "export" -> export(query == null ? "" : query);
            default -> identity(did(parts[0]), parts.length == 1 ? "" : parts[1]);
        };
    }

    private Answer identity(Did did, String what) {
        List<PlcEntry> audit = ledger.audit(did);
        if (audit.isEmpty()) {
            throw new PlcException(404, "DID not registered: " + did);
        }
        List<PlcEntry> inForce =
                audit.stream().filter(entry -> !entry.nullified()).toList();
        return switch (what) {
            case "" ->
                new Answer(
                        200,
                        "application/did+ld+json; charset=utf-8",
                        DataJson.toString(PlcDocuments.document(did, data(did, inForce))));
            case "data" ->
                Answer.json(data(did, inForce)
                        .putInto(DataMap.builder().put("did", did.text()))
                        .build());
            case "log" -> Answer.json(list(inForce, entry -> entry.operation().data()));
            case "log/audit" -> Answer.json(list(audit, PlcEntry::audited));
            case "log/last" -> Answer.json(inForce.getLast().operation().data());
            default -> throw new PlcException(404, "Not Found");
        };
    }

    private static PlcData data(Did did, List<PlcEntry> inForce) {
        return PlcLog.data(inForce.getLast().operation())
                .orElseThrow(() -> new PlcException(404, "DID not available: " + did));
    }

    private static DataList list(List<PlcEntry> entries, Function<PlcEntry, DataValue> show) {
        return new DataList(entries.stream().map(show).toList());
    }

    private static Did did(String text) {
        if (!Did.isValid(text)) {
            throw new PlcException(404, "DID not registered: " + text);
        }
        return new Did(text);
    }

    /// One line of JSON for each operation, after a time or a sequence number.
    private Answer export(String query) {
        int count = (int) Math.min(number(parameter(query, "count", "1000")), EXPORT_MAX);
        if (count < 1) {
            throw PlcException.refused("Invalid count parameter");
        }
        String after = parameter(query, "after", "");
        String lines;
        if (!after.isEmpty() && after.chars().allMatch(Character::isDigit)) {
            lines = lines(ledger.after(number(after), count), PlcEntry::sequenced);
        } else if (after.isEmpty() || Datetime.isValid(after)) {
            lines = lines(
                    ledger.after(after.isEmpty() ? null : new Datetime(after).toInstant(), count), PlcEntry::audited);
        } else {
            throw PlcException.refused("Invalid after parameter");
        }
        return new Answer(200, "application/jsonlines", lines);
    }

    private static String lines(List<PlcEntry> entries, Function<PlcEntry, DataMap> show) {
        return entries.stream().map(show).map(DataJson::toString).collect(Collectors.joining("\n"));
    }

    private static String parameter(String query, String name, String otherwise) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return otherwise;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw PlcException.refused("Invalid parameter: " + text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        ledger.close();
    }
}
