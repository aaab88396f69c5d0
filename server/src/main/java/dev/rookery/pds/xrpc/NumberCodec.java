package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;

/// `int` and `long`.
enum NumberCodec implements ValueCodec {
    INT {
        @Override
        public Object read(DataValue value) {
            long number = number(value);
            if (number != (int) number) {
                throw XrpcException.invalidRequest("Expected a smaller number than " + number);
            }
            return (int) number;
        }
    },
    LONG {
        @Override
        public Object read(DataValue value) {
            return number(value);
        }
    };

    private static long number(DataValue value) {
        if (value instanceof DataInteger(long number)) {
            return number;
        }
        throw XrpcException.invalidRequest("Expected an integer");
    }

    @Override
    public void write(Object value, JsonBuffer json) {
        json.integer(((Number) value).longValue());
    }
}
