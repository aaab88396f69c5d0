package dev.rookery.pds.http;

import dev.rookery.pds.http.UnfinishedHeaders.Unfinished;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Makes connections that speak HTTP/1, and counts what comes of their headers.
final class Http1Connections extends HttpConnectionFactory {
    static final int HEADERS_MAX = 200;

    private final UnfinishedHeaders unfinished;
    private final RequestThreads threads;

    Http1Connections(HttpConfiguration config, UnfinishedHeaders unfinished, RequestThreads threads) {
        super(config);
        this.unfinished = unfinished;
        this.threads = threads;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        var connection = new Http1Connection(getHttpConfiguration(), connector, endPoint, unfinished, threads);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    static final class Http1Connection extends HttpConnection {
        private final UnfinishedHeaders all;
        private final RequestThreads threads;
        private final Callback turn = new Turn();
        private @SuppressWarnings("NullAway.Init") Headers headers;
        private volatile @Nullable Unfinished unfinished;

        Http1Connection(
                HttpConfiguration config,
                Connector connector,
                EndPoint endPoint,
                UnfinishedHeaders all,
                RequestThreads threads) {
            super(config, connector, endPoint);
            this.all = all;
            this.threads = threads;
        }

        @Override
        protected RequestHandler newRequestHandler() {
            headers = new Headers();
            return headers;
        }

        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            return new Parser(compliance);
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, @Nullable String uri, HttpVersion version) {
            return new Stream(method, uri, version);
        }

        /// Whether a refusal is to be sent before anything else is read.
        boolean isRefusing() {
            return headers.refusal != null;
        }

        @Override
        public void onFillable() {
            if (getEndPoint() instanceof FairEndPoint fair) {
                fair.turn();
            }
            super.onFillable();
            headers.refuse();
        }

        @Override
        public void fillInterested(Callback callback) {
            if (!isRefusing()) {
                super.fillInterested(turn);
            }
        }

        @Override
        public void onClose(Throwable cause) {
            Unfinished begun = unfinished;
            if (begun != null) {
                begun.end();
            }
            super.onClose(cause);
        }

        /// What happens when something has come: it is parsed and served on a virtual thread of its own, or parsed at
        /// once while too many of those wait.
        private final class Turn implements Callback {
            @Override
            public void succeeded() {
                onFillable();
            }

            @Override
            public void failed(Throwable cause) {
                onFillInterestedFailed(cause);
            }

            @Override
            public InvocationType getInvocationType() {
                return threads.areBehind() ? InvocationType.NON_BLOCKING : InvocationType.BLOCKING;
            }
        }

        private final class Stream extends HttpStreamOverHTTP1 {
            Stream(String method, @Nullable String uri, HttpVersion version) {
                super(method, uri, version);
            }

            /// Leaves the connection to the client where it was refused: if it was closed at once with something
            /// unread, the client could lose the answer.
            @Override
            public void failed(Throwable cause) {
                if (getParser().isClose() && getEndPoint().isOutputShutdown()) {
                    succeeded();
                } else {
                    super.failed(cause);
                }
            }
        }

        /// Counts what there is of a header, and throws away what comes behind the last request.
        private final class Parser extends HttpParser {
            Parser(HttpCompliance compliance) {
                super(headers, getHttpConfiguration().getRequestHeaderSize(), compliance);
                setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
                setHeaderCacheCaseSensitive(getHttpConfiguration().isHeaderCacheCaseSensitive());
            }

            @Override
            public boolean parseNext(ByteBuffer buffer) {
                boolean whole = super.parseNext(buffer);
                if (isClose()) {
                    buffer.position(buffer.limit());
                }
                count();
                return whole;
            }

            /// The library would close a connection on which something comes behind the last request.
            @Override
            public boolean isTerminated() {
                return isClosed();
            }

            private void count() {
                Unfinished begun = unfinished;
                if (inHeaderState() && !isStart()) {
                    if (begun == null) {
                        begun = all.begin(getEndPoint());
                        unfinished = begun;
                    }
                    begun.grew(getHeaderLength(), headers.count());
                    if (!getEndPoint().isOpen()) {
                        begun.end();
                    }
                } else if (begun != null) {
                    begun.end();
                    unfinished = null;
                }
            }
        }

        /// Gathers headers until all are there, so that they can be dropped at once where they are too many: each takes
        /// many times its bytes, and a refusal may wait for its turn.
        ///
        /// Looks at `Upgrade` only where `Connection` names it, as it must (RFC 9110, section 7.8). The library
        /// refuses the request otherwise, and some proxies let it through.
        private final class Headers extends RequestHandler {
            private final List<HttpField> gathered = new ArrayList<>();
            private boolean whole;
            private @Nullable HttpException refusal;
            private int trailers;

            int count() {
                return gathered.size();
            }

            @Override
            public void messageBegin() {
                whole = false;
                super.messageBegin();
            }

            @Override
            public void parsedHeader(HttpField field) {
                if (gathered.size() == HEADERS_MAX) {
                    throw tooMany();
                }
                gathered.add(field);
            }

            @Override
            public boolean headerComplete() {
                boolean upgrades = false;
                for (HttpField field : gathered) {
                    upgrades |= field.getHeader() == HttpHeader.CONNECTION && field.contains("upgrade");
                }
                for (HttpField field : gathered) {
                    if (upgrades || field.getHeader() != HttpHeader.UPGRADE) {
                        super.parsedHeader(field);
                    }
                }
                gathered.clear();
                trailers = 0;
                boolean handle = super.headerComplete();
                whole = true;
                return handle;
            }

            @Override
            public void parsedTrailer(HttpField field) {
                if (++trailers > HEADERS_MAX) {
                    throw tooMany();
                }
                super.parsedTrailer(field);
            }

            /// What is no request is refused when the library has stopped reading. If its answer was sent before, both
            /// could use the connection at once, and sometimes the answer was lost.
            @Override
            public void badMessage(HttpException failure) {
                gathered.clear();
                if (whole) {
                    super.badMessage(failure);
                } else {
                    refusal = failure;
                }
            }

            void refuse() {
                HttpException failure = refusal;
                if (failure != null) {
                    refusal = null;
                    super.badMessage(failure);
                }
            }

            private HttpException.RuntimeException tooMany() {
                return new HttpException.RuntimeException(
                        HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "more than " + HEADERS_MAX + " headers");
            }
        }
    }
}
