package dev.rookery.pds.firehose;

import java.util.List;

/// A follower's connection. One thread sends; [#abort] may be called by any.
///
/// What sends waits for as long as the client takes nothing, and throws [java.io.UncheckedIOException] once the
/// connection is gone.
public interface Wire {
    /// Why a connection is closed, as a WebSocket says it.
    enum Close {
        NORMAL(1000),
        GOING_AWAY(1001),
        POLICY(1008);

        private final int code;

        Close(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /// Sends each of these as a message, all in one write.
    void send(List<byte[]> messages);

    void ping();

    /// Answers a ping of the client with what it held.
    void pong(byte[] payload);

    /// Sends the last words. The client is to answer, and the connection ends.
    void close(Close why, String reason);

    /// Ends the connection at once, also under a thread that sends.
    void abort();
}
