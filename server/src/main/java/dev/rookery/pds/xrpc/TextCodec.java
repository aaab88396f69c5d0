package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;
import java.util.function.Function;

/// A string, or a value that is written as one and whose `toString` is that text.
record TextCodec(Function<String, ?> parse) implements ValueCodec {
    @Override
    public Object read(DataValue value) {
        return switch (value) {
            case DataString(String text) -> parse.apply(text);
            case DataLink link -> link.cid();
            default -> throw XrpcException.invalidRequest("Expected a string");
        };
    }

    @Override
    public void write(Object value, JsonBuffer json) {
        json.text(value.toString());
    }
}
