package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.config.IpNetwork;
import dev.rookery.pds.load.HeavyWork;
import dev.rookery.pds.load.MemoryBudget;
import dev.rookery.pds.load.TestMemory;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Authenticator;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.EncodedRecord;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.Guesses;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.RequestBody;
import dev.rookery.pds.xrpc.ResponseBody;
import dev.rookery.pds.xrpc.Router;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A web server of a few methods under real names that do next to nothing, and sockets to it.
final class TestServer implements AutoCloseable {
    /// Who the operator is.
    static final String OPERATOR = "Basic operator";

    /// Answers with a record of as many letters as its key says.
    static final String RECORD = "/xrpc/com.atproto.repo.getRecord?repo=did:plc:a&collection=a.b.c&rkey=";

    /// Answers with 400,000 bytes, as they come.
    static final String CAR = "/xrpc/com.atproto.sync.getRepo?did=did:plc:alice";

    /// The same bytes as something that can be had in parts.
    static final String BLOB = "/xrpc/com.atproto.sync.getBlob?did=did:plc:alice&cid="
            + "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity";

    /// Answers without end, and holds [#ENDLESS_BYTES] meanwhile.
    static final String ENDLESS = "/xrpc/com.atproto.sync.getCheckout?did=did:plc:alice";

    static final long ENDLESS_BYTES = 1 << 20;

    /// Takes JSON, and tells how long a text in it is in a refusal.
    static final String JSON = "/xrpc/com.atproto.server.requestPasswordReset";

    /// Takes up to [#UPLOAD_MAX] of anything, and tells in a refusal how much it was.
    static final String UPLOAD = "/xrpc/com.atproto.repo.uploadBlob";

    static final long UPLOAD_MAX = 1 << 20;

    /// Answers once it is let go.
    static final String WAITING = "/xrpc/com.atproto.server.activateAccount";

    static final Duration LONG = Duration.ofSeconds(30);
    private static final HttpLimits USUAL = HttpLimits.ofHeap(256 << 20);

    private final HeavyWork heavy = new HeavyWork();
    private final HttpServer server;
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    private record Sample<C extends Caller, I, O>(Method<C, I, O> method, BiFunction<C, I, O> body)
            implements Endpoint<C, I, O> {
        @Override
        public O handle(C caller, I input) {
            return body.apply(caller, input);
        }
    }

    private record Operator() implements Authenticator {
        @Override
        public boolean isOperator(Exchange exchange) {
            return OPERATOR.equals(exchange.header("Authorization"));
        }

        @Override
        public <C extends Caller> C authenticate(Access<C> access, Exchange exchange) {
            throw XrpcException.invalidRequest("nobody is known here");
        }
    }

    TestServer() {
        this(USUAL, TestMemory.budget(), IpNetwork.PRIVATE);
    }

    TestServer(HttpLimits limits) {
        this(limits, TestMemory.budget(), IpNetwork.PRIVATE);
    }

    TestServer(MemoryBudget budget) {
        this(USUAL, budget, IpNetwork.PRIVATE);
    }

    TestServer(HttpLimits limits, MemoryBudget budget, List<IpNetwork> proxies) {
        var router = new Router(
                List.of(record(), carEndpoint(), blob(), endless(), json(), upload(), waiting()),
                Lexicons.bundled(),
                new Operator(),
                null,
                new Guesses(InstantSource.system()),
                heavy);
        server = HttpServer.start(
                0, new FrontDoor(router, TestPages.none(), new ClientAddresses(proxies), budget, null), limits);
    }

    /// The usual limits, but for these.
    static HttpLimits limits(int connectionsMax, int http2Max, long headerBytesMax, Duration headerMax) {
        return new HttpLimits(
                connectionsMax, http2Max, headerBytesMax, headerMax, USUAL.writeMax(), Duration.ofMillis(50));
    }

    int port() {
        return server.port();
    }

    RawClient client() {
        return new RawClient(port(), 0);
    }

    @Override
    public void close() {
        go.countDown();
        server.close();
        heavy.close();
    }

    private static <I, O> Method<Caller.Anonymous, I, O> method(String path, Class<I> input, Class<O> output) {
        int query = path.indexOf('?');
        String nsid = path.substring(Router.PREFIX.length(), query < 0 ? path.length() : query);
        return new Method<>(nsid, Access.PUBLIC, RateLimit.NONE, input, output);
    }

    record RecordInput(
            AtIdentifier repo,
            Nsid collection,
            RecordKey rkey,
            @Nullable Cid cid) {}

    record RecordOutput(AtUri uri, @Nullable Cid cid, EncodedRecord value) {}

    static String text(int length) {
        var text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append(i).append(' ');
        }
        return text.substring(0, length);
    }

    private static Endpoint<?, ?, ?> record() {
        return new Sample<>(method(RECORD, RecordInput.class, RecordOutput.class), (_, in) -> {
            String text = text(Integer.parseInt(in.rkey().text()));
            return new RecordOutput(
                    new AtUri("at://" + in.repo().text() + "/" + in.collection() + "/" + in.rkey()),
                    in.cid(),
                    new EncodedRecord(
                            DagCbor.encode(DataMap.builder().put("text", text).build())));
        });
    }

    record CarInput(Did did, @Nullable String since) {}

    static byte[] car() {
        byte[] bytes = new byte[400_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251 * (i / 1000));
        }
        return bytes;
    }

    private static Endpoint<?, ?, ?> carEndpoint() {
        return new Sample<>(
                method(CAR, CarInput.class, ResponseBody.class),
                (_, _) -> new ResponseBody("application/vnd.ipld.car", out -> out.write(car())));
    }

    record BlobInput(Did did, Cid cid) {}

    private static Endpoint<?, ?, ?> blob() {
        return new Sample<>(
                method(BLOB, BlobInput.class, ResponseBody.class),
                (_, _) -> ResponseBody.unchanging(
                        "text/plain",
                        car().length,
                        Map.of(),
                        "etag",
                        (out, from, count) -> out.write(car(), (int) from, (int) count)));
    }

    record EndlessInput(Did did) {}

    private static Endpoint<?, ?, ?> endless() {
        return new Sample<>(
                method(ENDLESS, EndlessInput.class, ResponseBody.class).memory(ENDLESS_BYTES),
                (_, _) -> new ResponseBody("application/octet-stream", out -> {
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        out.write(block);
                    }
                }));
    }

    record JsonInput(String email) {}

    private static Endpoint<?, ?, ?> json() {
        return new Sample<>(method(JSON, JsonInput.class, Nothing.class), (_, in) -> {
            throw XrpcException.invalidRequest(in.email().length() + " letters");
        });
    }

    record UploadOutput(DataMap blob) {}

    private static Endpoint<?, ?, ?> upload() {
        return new Sample<>(
                method(UPLOAD, RequestBody.class, UploadOutput.class).bodyLimit(UPLOAD_MAX), (_, in) -> {
                    try {
                        long size = in.stream().transferTo(OutputStream.nullOutputStream());
                        throw XrpcException.invalidRequest(size + " bytes");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private Endpoint<?, ?, ?> waiting() {
        return new Sample<>(method(WAITING, Nothing.class, Nothing.class), (_, _) -> {
            begun.countDown();
            try {
                assertThat(go.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException("the request was cut off", e);
            }
            return Nothing.NOTHING;
        });
    }
}
