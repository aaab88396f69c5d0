package dev.rookery.pds.outbound;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What is asked of another server. `body` is JSON; `token` proves who asks, where that matters.
@SuppressWarnings("ArrayRecordComponent") // never compared, only sent
public record OutboundRequest(
        String verb,
        URI uri,
        String accept,
        byte @Nullable [] body,
        @Nullable String token) {
    public static OutboundRequest get(URI uri, String accept) {
        return new OutboundRequest("GET", uri, accept, null, null);
    }

    public static OutboundRequest postJson(URI uri, byte[] body) {
        return new OutboundRequest("POST", uri, "application/json", body, null);
    }

    /// Returns this request with a bearer token, which does not follow a redirect.
    public OutboundRequest withBearer(String bearer) {
        return new OutboundRequest(verb, uri, accept, body, bearer);
    }

    OutboundRequest at(URI other) {
        return new OutboundRequest(verb, other, accept, body, null);
    }
}
