package dev.rookery.pds.sequencer;

import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.syntax.Did;
import java.nio.ByteBuffer;

/// An event, encoded, with room for the sequence number that it gets when it is written: so it is copied nowhere.
public final class EventFrame {
    private final Did did;
    private final byte[] bytes;
    private final int numberAt;

    /// @param did the account it is about
    /// @param numberAt where the frame has the eight bytes of its number
    EventFrame(Did did, byte[] bytes, int numberAt) {
        this.did = did;
        this.bytes = bytes;
        this.numberAt = numberAt;
    }

    /// Writes the key of the number, and room for it. Returns where that is.
    static int roomForNumber(CborWriter out) {
        out.text("seq").integer(EventLog.SEQUENCE_MIN);
        return out.size() - Long.BYTES;
    }

    public Did did() {
        return did;
    }

    public int length() {
        return bytes.length;
    }

    /// Gives the event its number, and returns the frame, which is not to be changed. A new number takes the place of
    /// an earlier one that was not used.
    public byte[] numbered(long sequence) {
        if (sequence < EventLog.SEQUENCE_MIN) {
            throw new IllegalArgumentException("a sequence number of less than nine bytes: " + sequence);
        }
        ByteBuffer.wrap(bytes).putLong(numberAt, sequence);
        return bytes;
    }
}
