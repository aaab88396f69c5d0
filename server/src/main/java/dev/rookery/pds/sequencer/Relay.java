package dev.rookery.pds.sequencer;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A server that follows the events of many hosts, and may follow ours.
///
/// @param url without a path
public record Relay(URI url, OutboundHttp http) {
    private static final String METHODS = "/xrpc/com.atproto.sync.";
    private static final int SHOWN_MAX = 300;

    /// What a relay said, or why it said nothing.
    public sealed interface Answer {
        /// It will follow the host.
        record Accepted() implements Answer {}

        /// It follows the host, or did.
        ///
        /// @param status in the relay's words, where it tells
        /// @param seq the number of the newest event that it has
        record Known(
                @Nullable String status,
                @Nullable Long seq,
                @Nullable Long accounts) implements Answer {}

        /// It answered with an error.
        record Refused(int status, String reason) implements Answer {}

        /// It did not answer, or not as a relay does.
        record Unreachable(String reason) implements Answer {}
    }

    /// Asks it to follow a host.
    public Answer requestCrawl(String hostname) {
        byte[] body = new JsonBuffer(128)
                .raw("{\"hostname\":")
                .text(hostname)
                .raw('}')
                .toByteArray();
        return ask(OutboundRequest.postJson(method("requestCrawl"), body), _ -> new Answer.Accepted());
    }

    /// Asks what it knows of a host.
    public Answer hostStatus(String hostname) {
        String query = "?hostname=" + URLEncoder.encode(hostname, StandardCharsets.UTF_8);
        return ask(OutboundRequest.get(method("getHostStatus" + query), "application/json"), response -> {
            DataMap status = DataJson.parseMap(response.body());
            return new Answer.Known(status.text("status"), number(status, "seq"), number(status, "accountCount"));
        });
    }

    private URI method(String rest) {
        String base = url.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + METHODS + rest);
    }

    private interface Reader {
        Answer read(OutboundResponse response);
    }

    private Answer ask(OutboundRequest request, Reader reader) {
        try {
            OutboundResponse response = http.send(request);
            return response.ok() ? reader.read(response) : new Answer.Refused(response.status(), reason(response));
        } catch (OutboundException e) {
            return new Answer.Unreachable(String.valueOf(e.getMessage()));
        } catch (InvalidDataException e) {
            return new Answer.Unreachable("its answer is no JSON object");
        }
    }

    /// What an error says for people, or as much of it as can be shown.
    private static String reason(OutboundResponse response) {
        try {
            DataMap error = DataJson.parseMap(response.body());
            String message = error.text("message");
            if (message != null) {
                return message;
            }
        } catch (InvalidDataException e) {
            // No error of XRPC: shown as it is.
        }
        String text = response.text().strip();
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    }

    private static @Nullable Long number(DataMap map, String name) {
        return map.get(name) instanceof DataInteger(long value) ? value : null;
    }
}
