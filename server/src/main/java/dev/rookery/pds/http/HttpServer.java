package dev.rookery.pds.http;

import dev.rookery.atproto.data.JsonBuffer;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/// Listens on a port, and serves each request on a virtual thread.
///
/// That thread reads and parses its header too. Only while many threads wait for their turn, the one that learns that
/// something has come does so: everybody would wait behind the headers of ten thousand connections that mean no good.
public final class HttpServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

    /// The request line with all headers, as for the reference's platform.
    private static final int HEADER_BYTES_MAX = 16 << 10;

    private static final int INPUT_BUFFER_BYTES = 16 << 10;

    /// What is kept of buffers that nobody uses.
    private static final long HEAP_BUFFERS_BYTES_MAX = 4L << 20;

    private static final long DIRECT_BUFFERS_BYTES_MAX = 16L << 20;
    private static final int BUFFER_STEP_BYTES = 4 << 10;
    private static final int BUFFER_BYTES_MAX = 64 << 10;

    private static final int SELECTORS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    private static final int ACCEPT_QUEUE = 4096;
    private static final int THREADS_MAX = 16;
    private static final int THREADS_MIN = 4;

    /// How many of them may answer what is urgent; a client that takes nothing can hold them for a while.
    private static final int URGENT_MAX = 2;

    /// How often unread content is looked for behind an answer before the connection is closed.
    private static final int UNREAD_CONTENT_READS_MAX = 4;

    /// A connection on which nothing moves for this long is closed; proxies reuse theirs for about as long.
    private static final Duration IDLE_MAX = Duration.ofSeconds(150);

    /// Requests that are under way when the server is asked to stop have this long to finish.
    private static final Duration STOP_GRACE = Duration.ofSeconds(20);

    /// All that is only tolerated, such as lines that end in a bare LF, is refused but for one thing: a `Host` beside
    /// an absolute target is not looked at (RFC 9112, section 3.2.2).
    private static final HttpCompliance COMPLIANCE =
            HttpCompliance.STRICT.with("rookery", HttpCompliance.Violation.MISMATCHED_AUTHORITY);

    /// Paths are compared as they are and never decoded, so odd ones are only unknown.
    private static final UriCompliance TARGETS = UriCompliance.UNSAFE.without(
            "rookery", UriCompliance.Violation.USER_INFO, UriCompliance.Violation.FRAGMENT);

    private final Server server;
    private final ServerConnector connector;
    private final Connections connections;
    private final UnfinishedHeaders unfinished;
    private final ClientWatch watch;

    private HttpServer(
            Server server,
            ServerConnector connector,
            Connections connections,
            UnfinishedHeaders unfinished,
            ClientWatch watch) {
        this.server = server;
        this.connector = connector;
        this.connections = connections;
        this.unfinished = unfinished;
        this.watch = watch;
    }

    /// Starts to listen on all addresses.
    ///
    /// @param port where to listen; 0 for any free port
    public static HttpServer start(int port, FrontDoor frontDoor) {
        return start(port, frontDoor, HttpLimits.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    static HttpServer start(int port, FrontDoor frontDoor, HttpLimits limits) {
        var requestThreads = new RequestThreads();
        var server = new Server(threads(requestThreads), new ScheduledExecutorScheduler("http-timer", true), buffers());
        var connections = new Connections(limits, frontDoor.addresses());
        var unfinished = new UnfinishedHeaders(limits.headerBytesMax());
        var watch = new ClientWatch(limits, unfinished);
        var config = configuration();
        var http1 = new Http1Connections(config, unfinished, requestThreads);
        var http2 = new Http2Connections(config, limits.http2ConnectionsMax(), connections::closeIdlestHttp2);
        var connector = new ServerConnector(server, null, null, null, 1, SELECTORS, http1, http2) {
            @Override
            protected SocketChannelEndPoint newEndPoint(
                    SocketChannel channel, ManagedSelector selector, SelectionKey key) {
                return new FairEndPoint(channel, selector, key, getScheduler());
            }
        };
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(IDLE_MAX.toMillis());
        connector.addBean(connections);
        server.addConnector(connector);
        frontDoor.webSockets().ifPresent(server::addBean);
        var urgent = new Semaphore(URGENT_MAX);
        server.setHandler(new GracefulHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Runnable work = () -> frontDoor.handle(request, response, callback, watch);
                if (Thread.currentThread().isVirtual()) {
                    work.run();
                } else if (FrontDoor.isUrgent(request) && urgent.tryAcquire()) {
                    server.getThreadPool().execute(() -> {
                        try {
                            work.run();
                        } finally {
                            urgent.release();
                        }
                    });
                } else {
                    requestThreads.execute(work);
                }
                return true;
            }
        }));
        server.setErrorHandler(HttpServer::refuse);
        server.setStopTimeout(STOP_GRACE.toMillis());
        var http = new HttpServer(server, connector, connections, unfinished, watch);
        http.start();
        return http;
    }

    private static QueuedThreadPool threads(RequestThreads requestThreads) {
        var threads = new Threads();
        threads.setName("http");
        threads.setVirtualThreadsExecutor(requestThreads);
        threads.setDaemon(true);
        return threads;
    }

    /// The platform threads of the web server. A connection on which an answer has ended goes on where that was sent:
    /// looking for the next request takes little, and waits for nothing.
    private static final class Threads extends QueuedThreadPool {
        Threads() {
            super(THREADS_MAX, THREADS_MIN);
        }

        @Override
        public void execute(Runnable job) {
            if (job instanceof HttpConnection connection
                    && Thread.currentThread().isVirtual()) {
                connection.run();
            } else {
                super.execute(job);
            }
        }
    }

    private static ArrayByteBufferPool buffers() {
        return new ArrayByteBufferPool(
                0, BUFFER_STEP_BYTES, BUFFER_BYTES_MAX, -1, HEAP_BUFFERS_BYTES_MAX, DIRECT_BUFFERS_BYTES_MAX);
    }

    private static HttpConfiguration configuration() {
        var config = new HttpConfiguration();
        config.setSendServerVersion(false);
        config.setRequestHeaderSize(HEADER_BYTES_MAX);
        config.setInputBufferSize(INPUT_BUFFER_BYTES);
        config.setHeaderCacheSize(0); // it takes some 20 KB of each connection
        config.setHttpCompliance(COMPLIANCE);
        config.setUriCompliance(TARGETS);
        config.setMaxUnconsumedRequestContentReads(UNREAD_CONTENT_READS_MAX);
        return config;
    }

    private void start() {
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw e.getCause() instanceof BindException taken
                    ? new UncheckedIOException(taken)
                    : new IllegalStateException(e);
        }
        watch.start();
    }

    /// What the connections take of memory, in one line for the log.
    public String summary() {
        return connections.count() + " connections with " + (unfinished.bytes() >> 10) + " KiB of unfinished headers";
    }

    public int port() {
        return connector.getLocalPort();
    }

    /// Stops listening, lets the requests under way finish, and returns when they have or the grace is over.
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the web server did not stop as it should", e);
        }
        watch.close();
    }

    /// What the web server itself refuses, before it is a request to us, is told in JSON too.
    private static boolean refuse(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        boolean ours = status >= HttpStatus.INTERNAL_SERVER_ERROR_500
                && status != HttpStatus.NOT_IMPLEMENTED_501
                && status != HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505;
        String reason = ours ? "Internal Server Error" : HttpStatus.getMessage(status);
        var json = new JsonBuffer(128)
                .raw("{\"error\":")
                .text(ours ? "InternalServerError" : "InvalidRequest")
                .raw(",\"message\":")
                .text(reason)
                .raw('}')
                .toByteArray();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.write(true, ByteBuffer.wrap(json), callback);
        return true;
    }
}
