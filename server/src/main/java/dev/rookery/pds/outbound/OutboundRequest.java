package dev.rookery.pds.outbound;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What is asked of another server. `body` is JSON.
@SuppressWarnings("ArrayRecordComponent") // never compared, only sent
public record OutboundRequest(String verb, URI uri, String accept, byte @Nullable [] body) {
    public static OutboundRequest get(URI uri, String accept) {
        return new OutboundRequest("GET", uri, accept, null);
    }

    public static OutboundRequest postJson(URI uri, byte[] body) {
        return new OutboundRequest("POST", uri, "application/json", body);
    }

    OutboundRequest at(URI other) {
        return new OutboundRequest(verb, other, accept, body);
    }
}
