package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;
import java.util.List;

/// `List<…>`.
record ListCodec(ValueCodec items) implements ValueCodec {
    @Override
    public Object read(DataValue value) {
        if (!(value instanceof DataList list)) {
            throw XrpcException.invalidRequest("Expected an array");
        }
        return list.items().stream().map(items::read).toList();
    }

    @Override
    public void write(Object value, JsonBuffer json) {
        json.raw('[');
        boolean first = true;
        for (Object item : (List<?>) value) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            items.write(item, json);
        }
        json.raw(']');
    }
}
