package dev.rookery.pds.http;

import dev.rookery.pds.http.UnfinishedHeaders.Unfinished;
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

        /// Looks at `Upgrade` only where `Connection` names it, as it must (RFC 9110, section 7.8). The library refuses
        /// the request otherwise, and some proxies let it through.
        ///
        /// Headers are counted as they come: each takes many times its bytes in memory.
        private final class Headers extends RequestHandler {
            private @Nullable HttpField upgrade;
            private boolean meant;
            private int count;

            @Override
            public void parsedHeader(HttpField field) {
                count(1);
                if (field.getHeader() == HttpHeader.UPGRADE && upgrade == null) {
                    upgrade = field;
                } else {
                    meant |= field.getHeader() == HttpHeader.CONNECTION && field.contains("upgrade");
                    super.parsedHeader(field);
                }
            }

            @Override
            public boolean headerComplete() {
                HttpField asked = upgrade;
                boolean used = asked != null && meant;
                upgrade = null;
                meant = false;
                count = 0;
                if (used) {
                    super.parsedHeader(asked);
                }
                return super.headerComplete();
            }

            @Override
            public void parsedTrailer(HttpField field) {
                count(1);
                super.parsedTrailer(field);
            }

            @Override
            public boolean messageComplete() {
                count = 0;
                return super.messageComplete();
            }

            private void count(int more) {
                count += more;
                if (count > HEADERS_MAX) {
                    throw new HttpException.RuntimeException(
                            HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, "more than " + HEADERS_MAX + " headers");
                }
            }
        }

        @Override
        public void onFillable() {
            super.onFillable();
            Unfinished begun = unfinished;
            if (isUnfinished(this)) {
                if (begun == null) {
                    begun = all.begin(getEndPoint());
                    unfinished = begun;
                }
                begun.grew(getParser().getHeaderLength(), headers.count);
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
