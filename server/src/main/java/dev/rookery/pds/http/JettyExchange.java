package dev.rookery.pds.http;

import dev.rookery.pds.load.Holder;
import dev.rookery.pds.load.MemoryBudget;
import dev.rookery.pds.load.MemoryLease;
import dev.rookery.pds.xrpc.ClientGoneException;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.XrpcException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/// One request and its answer, over Jetty's.
final class JettyExchange implements Exchange, Holder, AutoCloseable {
    /// What is left of a refused body is read and thrown away up to this: a client that is still sending does not look
    /// for an answer.
    private static final long DRAINED_BYTES_MAX = 16L << 20;

    private static final Duration DRAINING_MAX = Duration.ofSeconds(10);
    private static final int DRAIN_BUFFER_BYTES = 16 << 10;

    /// Small writes are gathered up to this.
    private static final int STREAM_BUFFER_BYTES = 32 << 10;

    private static final int STATUS_REFUSED = 400;

    private final Request request;
    private final Response response;
    private final String clientAddress;
    private final MemoryLease memory;
    private final ClientWait answerWait = new ClientWait();
    private @Nullable BodyStream body;
    private @Nullable GzipStream gzip;
    private boolean answered;

    JettyExchange(Request request, Response response, ClientAddresses addresses, MemoryBudget budget) {
        this.request = request;
        this.response = response;
        this.clientAddress = addresses.clientOf(
                request.getConnectionMetaData().getRemoteSocketAddress(),
                request.getHeaders().getValuesList("X-Forwarded-For"));
        this.memory = budget.lease(clientNetwork(), this);
    }

    @Override
    public String verb() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    @Override
    public String query() {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    @Override
    public String host() {
        String host = request.getHttpURI().getHost();
        return host == null ? "" : host;
    }

    @Override
    public @Nullable String header(String name) {
        HttpFields headers = request.getHeaders();
        String value = null;
        for (HttpField field : headers) {
            if (field.is(name)) {
                String more = field.getValue() == null ? "" : field.getValue();
                value = value == null ? more : value + ", " + more;
            }
        }
        return value;
    }

    @Override
    public String clientAddress() {
        return clientAddress;
    }

    @Override
    public MemoryLease memory() {
        return memory;
    }

    boolean isHttp2() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }

    HttpFields requestHeaders() {
        return request.getHeaders();
    }

    HttpVersion version() {
        return request.getConnectionMetaData().getHttpVersion();
    }

    @Override
    public boolean hasBody() {
        HttpFields headers = request.getHeaders();
        return headers.contains(HttpHeader.CONTENT_LENGTH)
                || headers.contains(HttpHeader.TRANSFER_ENCODING)
                || (isHttp2() && !bodyStream().endsAtOnce());
    }

    @Override
    public InputStream body() {
        return bodyStream();
    }

    private BodyStream bodyStream() {
        BodyStream opened = body;
        if (opened == null) {
            opened = new BodyStream(Content.Source.asInputStream(request));
            body = opened;
        }
        return opened;
    }

    @Override
    public void responseHeader(String name, String value) {
        response.getHeaders().put(name, value);
    }

    @Override
    public void send(int status, @Nullable String contentType, byte[] content) {
        start(status, contentType);
        boolean refusedBody = status >= STATUS_REFUSED && isBodyLeft();
        if (refusedBody) {
            closeBehind();
        }
        byte[] coded = coded(contentType, content);
        if (status != HttpStatus.NO_CONTENT_204 && status != HttpStatus.NOT_MODIFIED_304) {
            length(coded.length);
        }
        write(true, verb().equals("HEAD") ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(coded));
        if (refusedBody && !isHttp2() && !isAwaited()) {
            drain();
        }
    }

    /// Ends the connection with this answer. HTTP/2 ends its streams by itself.
    void closeBehind() {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }

    private byte[] coded(@Nullable String contentType, byte[] content) {
        if (contentType == null || !Gzip.isWorthwhile(contentType, content.length)) {
            return content;
        }
        Gzip.vary(response.getHeaders());
        return Gzip.isAccepted(request.getHeaders()) && memory.tryTake(Gzip.NATIVE_BYTES)
                ? Gzip.compress(content, response.getHeaders())
                : content;
    }

    private boolean isBodyLeft() {
        BodyStream opened = body;
        if (opened != null) {
            return !opened.isAtEnd();
        }
        HttpFields headers = request.getHeaders();
        return headers.contains(HttpHeader.TRANSFER_ENCODING)
                || headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0
                || isHttp2();
    }

    /// Whether the client waits to be asked for its body. Reading it would ask.
    private boolean isAwaited() {
        return body == null && request.getHeaders().contains(HttpHeader.EXPECT);
    }

    private void drain() {
        long end = System.nanoTime() + DRAINING_MAX.toNanos();
        byte[] buffer = new byte[DRAIN_BUFFER_BYTES];
        long drained = 0;
        InputStream rest = bodyStream();
        try {
            for (int read = 0; read >= 0 && drained < DRAINED_BYTES_MAX; read = rest.read(buffer)) {
                drained += read;
                if (System.nanoTime() > end) {
                    return;
                }
            }
        } catch (IOException | XrpcException e) {
            // the client went away, or was too slow: all the same now
        }
    }

    @Override
    public void sendHead(int status, String contentType, long length) {
        start(status, contentType);
        if (isCompressed(contentType, length)) {
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
            write(false, BufferUtil.EMPTY_BUFFER);
        } else if (length >= 0) {
            length(length);
        } else {
            write(false, BufferUtil.EMPTY_BUFFER); // or the web server would say that it is 0
        }
        write(true, BufferUtil.EMPTY_BUFFER);
    }

    @Override
    public OutputStream stream(int status, String contentType, long length) {
        start(status, contentType);
        if (isCompressed(contentType, length)) {
            gzip = Gzip.stream(buffered(), response.getHeaders());
            return gzip;
        }
        if (length >= 0) {
            length(length);
        }
        return buffered();
    }

    /// Whether to compress a stream. A part of something, or what may be asked for in parts, is sent as it is.
    private boolean isCompressed(String contentType, long length) {
        if (response.getHeaders().contains(HttpHeader.ETAG)
                || !Gzip.isWorthwhile(contentType, length < 0 ? Long.MAX_VALUE : length)) {
            return false;
        }
        Gzip.vary(response.getHeaders());
        return Gzip.isAccepted(request.getHeaders()) && memory.tryTake(Gzip.NATIVE_BYTES);
    }

    private OutputStream buffered() {
        return new BufferedOutputStream(new AnswerStream(), STREAM_BUFFER_BYTES);
    }

    private void start(int status, @Nullable String contentType) {
        answered = true;
        response.setStatus(status);
        if (contentType != null) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        }
    }

    private void length(long length) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }

    private void write(boolean last, ByteBuffer content) {
        try {
            answerWait.on(() -> {
                Content.Sink.write(response, last, content);
                return last;
            });
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    @Override
    public boolean answered() {
        return answered;
    }

    int status() {
        return response.getStatus();
    }

    /// For how long it has been sending one piece of its answer.
    long sendingNanos() {
        return answerWait.nanos();
    }

    /// Whether the client sends its body more slowly than any that means to send it.
    boolean bodyIsTooSlow() {
        BodyStream opened = body;
        return opened != null && opened.isTooSlow();
    }

    @Override
    public long waitingNanos() {
        BodyStream opened = body;
        return Math.max(answerWait.nanos(), opened == null ? 0 : opened.waitingNanos());
    }

    @Override
    public void cut() {
        BodyStream opened = body;
        if (opened != null && opened.waitingNanos() > 0) {
            opened.cut();
        } else {
            answerWait.cut();
        }
    }

    /// Closes the connection, so that no answer is sent which nobody waits for. Over HTTP/2 the other streams go on.
    void leave() {
        if (!isHttp2()) {
            request.getConnectionMetaData().getConnection().getEndPoint().close();
        }
    }

    /// Gives back what it held, be the answer whole or not.
    @Override
    public void close() {
        if (gzip != null) {
            gzip.release();
        }
        memory.close();
    }

    List<String> values(HttpHeader header) {
        return request.getHeaders().getValuesList(header);
    }

    /// An answer that is sent as it comes, in pieces that each wait for the client.
    private final class AnswerStream extends OutputStream {
        private static final int PIECE_BYTES = 64 << 10;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int done = 0; done < length; done += PIECE_BYTES) {
                JettyExchange.this.write(
                        false, ByteBuffer.wrap(bytes, offset + done, Math.min(PIECE_BYTES, length - done)));
            }
        }

        @Override
        public void close() {
            JettyExchange.this.write(true, BufferUtil.EMPTY_BUFFER);
        }
    }
}
