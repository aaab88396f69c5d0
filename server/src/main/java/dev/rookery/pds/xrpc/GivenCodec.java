package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;

/// [Given]: null is a value of its own.
record GivenCodec(ValueCodec inner) implements ValueCodec {
    @Override
    public Object read(DataValue value) {
        return new Given<>(value instanceof DataNull ? null : inner.read(value));
    }

    @Override
    public void write(Object value, JsonBuffer json) {
        Object given = ((Given<?>) value).value();
        if (given == null) {
            json.raw("null");
        } else {
            inner.write(given, json);
        }
    }
}
