package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// An answer in JSON: sent at once where it is short, and as it is written where it is long, so that it is never in
/// memory as a whole.
final class JsonAnswer implements JsonBuffer.Sink {
    private static final String JSON = "application/json; charset=utf-8";

    private final Exchange exchange;
    private @Nullable OutputStream stream;

    JsonAnswer(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            opened().write(bytes, offset, length);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    private OutputStream opened() {
        OutputStream open = stream;
        if (open == null) {
            if (exchange.verb().equals("HEAD")) {
                exchange.sendHead(200, JSON, -1);
                open = OutputStream.nullOutputStream();
            } else {
                open = exchange.stream(200, JSON, -1);
            }
            stream = open;
        }
        return open;
    }

    /// Sends what the buffer still holds, and ends the answer.
    void end(JsonBuffer json) {
        if (stream == null) {
            exchange.send(200, JSON, json.toByteArray());
            return;
        }
        try {
            json.writeTo(stream);
            stream.close();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
