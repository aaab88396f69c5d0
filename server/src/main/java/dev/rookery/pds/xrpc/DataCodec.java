package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;

/// Values of the data model, which pass through, and truth values.
enum DataCodec implements ValueCodec {
    ANY {
        @Override
        public Object read(DataValue value) {
            return value;
        }
    },
    MAP {
        @Override
        public Object read(DataValue value) {
            if (value instanceof DataMap) {
                return value;
            }
            throw XrpcException.invalidRequest("Expected an object");
        }
    },
    BLOB {
        @Override
        public Object read(DataValue value) {
            if (value instanceof Blob) {
                return value;
            }
            throw XrpcException.invalidRequest("Expected a blob reference");
        }
    },
    BOOLEAN {
        @Override
        public Object read(DataValue value) {
            if (value instanceof DataBoolean truth) {
                return truth.value();
            }
            throw XrpcException.invalidRequest("Expected a boolean");
        }

        @Override
        public void write(Object value, JsonBuffer json) {
            json.raw((boolean) value ? "true" : "false");
        }
    },
    ENCODED {
        @Override
        public Object read(DataValue value) {
            throw new IllegalStateException("an encoded record only goes out");
        }

        @Override
        public void write(Object value, JsonBuffer json) {
            append(((EncodedRecord) value).cbor(), json);
        }
    };

    @Override
    public void write(Object value, JsonBuffer json) {
        append(DagCbor.encode((DataValue) value), json);
    }

    private static void append(byte[] cbor, JsonBuffer json) {
        DataJson.appendCbor(cbor, 0, cbor.length, json);
    }
}
