package dev.rookery.pds.http;

import dev.rookery.pds.http.UnfinishedHeaders.Unfinished;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/// Makes connections that speak HTTP/1, and counts what comes of their headers.
final class Http1Connections extends HttpConnectionFactory {
    static final int HEADERS_MAX = 200;

    private final UnfinishedHeaders unfinished;

    Http1Connections(HttpConfiguration config, UnfinishedHeaders unfinished) {
        super(config);
        this.unfinished = unfinished;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        var connection = new Http1Connection(getHttpConfiguration(), connector, endPoint, unfinished);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class Http1Connection extends HttpConnection {
        private final UnfinishedHeaders all;
        private volatile @Nullable Unfinished unfinished;
        private @SuppressWarnings("NullAway.Init") Headers headers;

        Http1Connection(HttpConfiguration config, Connector connector, EndPoint endPoint, UnfinishedHeaders all) {
            super(config, connector, endPoint);
            this.all = all;
        }

        @Override
        protected RequestHandler newRequestHandler() {
            headers = new Headers();
            return headers;
        }

        /// Gathers headers until all are there, so that they can be dropped at once where they are too many: each takes
        /// many times its bytes, and a refusal may wait for its turn.
        ///
        /// Looks at `Upgrade` only where `Connection` names it, as it must (RFC 9110, section 7.8). The library
        /// refuses the request otherwise, and some proxies let it through.
        private final class Headers extends RequestHandler {
            private final List<HttpField> gathered = new ArrayList<>();
            private int trailers;

            int count() {
                return gathered.size();
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
                return super.headerComplete();
            }

            @Override
            public void parsedTrailer(HttpField field) {
                if (++trailers > HEADERS_MAX) {
                    throw tooMany();
                }
                super.parsedTrailer(field);
            }

            @Override
            public void badMessage(HttpException failure) {
                gathered.clear();
                super.badMessage(failure);
            }

            private HttpException.RuntimeException tooMany() {
                return new HttpException.RuntimeException(
                        HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "more than " + HEADERS_MAX + " headers");
            }
        }

        @Override
        public void onFillable() {
            if (getEndPoint() instanceof FairEndPoint fair) {
                fair.turn();
            }
            super.onFillable();
            Unfinished begun = unfinished;
            if (isUnfinished(this)) {
                if (begun == null) {
                    begun = all.begin(getEndPoint());
                    unfinished = begun;
                }
                begun.grew(getParser().getHeaderLength(), headers.count());
            }
            if (begun != null && (!isUnfinished(this) || !getEndPoint().isOpen())) {
                begun.end();
                unfinished = null;
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
    }

    /// Whether a request has begun on the connection whose header is not whole.
    static boolean isUnfinished(HttpConnection connection) {
        var parser = connection.getParser();
        return parser.inHeaderState() && !parser.isStart();
    }
}
