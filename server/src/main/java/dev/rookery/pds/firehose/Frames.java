package dev.rookery.pds.firehose;

import dev.rookery.atproto.data.CborWriter;

/// The frames that are no events: they have no number and are made for one follower.
final class Frames {
    private static final int FRAME_BYTES = 256;

    private Frames() {}

    /// Something to know about the stream, which goes on.
    static byte[] info(String name, String message) {
        var out = new CborWriter(FRAME_BYTES);
        out.mapHeader(2).text("t").text("#info").text("op").integer(1);
        out.mapHeader(2).text("name").text(name).text("message").text(message);
        return out.toByteArray();
    }

    /// Why the stream ends.
    static byte[] error(String error, String message) {
        var out = new CborWriter(FRAME_BYTES);
        out.mapHeader(1).text("op").integer(-1);
        out.mapHeader(2).text("error").text(error).text("message").text(message);
        return out.toByteArray();
    }
}
