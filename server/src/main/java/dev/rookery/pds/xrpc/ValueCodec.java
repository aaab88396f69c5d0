package dev.rookery.pds.xrpc;

import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.JsonBuffer;

/// Turns one type of component of an endpoint's records into JSON, and out of the data model.
///
/// Made once for every component, shared by all requests.
interface ValueCodec {
    /// Reads a value that its lexicon has already found right.
    ///
    /// @throws XrpcException or the exception of the value's own type if it does not fit after all
    Object read(DataValue value);

    void write(Object value, JsonBuffer json);
}
