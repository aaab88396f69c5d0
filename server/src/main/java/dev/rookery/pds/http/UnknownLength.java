package dev.rookery.pds.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/// Takes the length out of answers to HEAD whose body would be streamed, and whose length nobody knows.
///
/// The web server gives every answer a length or chunks: without a body a length of 0, which is not true, or a last
/// chunk, which the client takes for the beginning of its next answer.
final class UnknownLength implements Http1ConnectionListener {
    /// Marks such an answer. It is not sent.
    static final Header MARK = HeaderValues.create("X-Length-Unknown", "true");

    @Override
    public void headers(ConnectionContext connection, Headers headers) {
        if (headers.contains(MARK) && headers instanceof WritableHeaders<?> answer) {
            answer.remove(MARK.headerName());
            answer.remove(HeaderNames.CONTENT_LENGTH);
        }
    }
}
