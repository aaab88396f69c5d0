package dev.rookery.pds.http;

import dev.rookery.pds.xrpc.Exchange;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One request and its answer, over Helidon's.
final class HelidonExchange implements Exchange {
    /// By the spelling that our own code uses, so there are only a few.
    private static final Map<String, HeaderName> NAMES = new ConcurrentHashMap<>();

    private static final int STATUS_REFUSED = 400;

    private final ServerRequest request;
    private final ServerResponse response;
    private final ClientAddresses addresses;
    private final WriteWatch writes;
    private @Nullable String clientAddress;
    private boolean answered;
    private boolean streamed;
    private @Nullable WatchedBody body;
    private boolean refusedBody;

    HelidonExchange(ServerRequest request, ServerResponse response, ClientAddresses addresses, WriteWatch writes) {
        this.request = request;
        this.response = response;
        this.addresses = addresses;
        this.writes = writes;
    }

    @Override
    public String verb() {
        return request.prologue().method().text();
    }

    @Override
    public String path() {
        return request.prologue().uriPath().rawPath();
    }

    @Override
    public String query() {
        return request.prologue().query().rawValue();
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().first(name(name)).orElse(null);
    }

    private static HeaderName name(String name) {
        HeaderName known = NAMES.get(name);
        return known == null ? NAMES.computeIfAbsent(name, HeaderNames::create) : known;
    }

    @Override
    public String clientAddress() {
        String known = clientAddress;
        if (known == null) {
            known = addresses.clientOf(
                    request.remotePeer().address(), request.headers().all(name("X-Forwarded-For"), List::of));
            clientAddress = known;
        }
        return known;
    }

    @Override
    public InputStream body() {
        WatchedBody opened = body;
        if (opened == null) {
            opened = request.content().hasEntity()
                    ? new WatchedBody(request.content().inputStream(), declaredLength())
                    : new WatchedBody(InputStream.nullInputStream(), 0);
            body = opened;
        }
        return opened;
    }

    private long declaredLength() {
        return request.headers().contentLength().orElse(-1);
    }

    @Override
    public void responseHeader(String name, String value) {
        response.headers().set(name(name), value);
    }

    @Override
    public void send(int status, @Nullable String contentType, byte[] content) {
        start(status, contentType);
        refusedBody = status >= STATUS_REFUSED && isBodyLeft();
        if (refusedBody) {
            UnreadBody.announce(response);
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            response.contentLength(content.length);
            response.send();
        } else {
            write(content);
        }
        if (refusedBody && !isAwaited()) {
            UnreadBody.drain(body());
        }
    }

    private boolean isBodyLeft() {
        return body == null ? request.content().hasEntity() : !body.isAtEnd();
    }

    /// Whether the client waits to be asked for its body. Reading it would ask.
    private boolean isAwaited() {
        return body == null && request.headers().contains(HeaderNames.EXPECT);
    }

    private void write(byte[] content) {
        try {
            writes.run(() -> response.send(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void sendHead(int status, String contentType, long length) {
        start(status, contentType);
        if (length >= 0) {
            response.contentLength(length);
        } else {
            response.headers().set(UnknownLength.MARK);
        }
        response.send();
    }

    @Override
    public OutputStream stream(int status, String contentType, long length) {
        start(status, contentType);
        streamed = true;
        if (length >= 0) {
            response.contentLength(length);
        }
        return writes.over(response.outputStream());
    }

    private void start(int status, @Nullable String contentType) {
        answered = true;
        response.status(Status.create(status));
        if (contentType != null) {
            response.headers().set(HeaderNames.CONTENT_TYPE, contentType);
        }
    }

    @Override
    public boolean answered() {
        return answered;
    }

    /// Whether the connection can be closed now: the client wants it, or was told so, and the answer is out.
    /// What is left of a refused body would be taken for the next request. The end of a streamed answer is
    /// written by the web server later.
    boolean isLast() {
        return refusedBody || (!streamed && request.headers().contains(HeaderValues.CONNECTION_CLOSE));
    }

    int status() {
        return response.status().code();
    }
}
