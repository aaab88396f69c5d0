package dev.rookery.pds.sequencer;

import dev.rookery.atproto.data.CborWriter;
import dev.rookery.atproto.syntax.Did;

/// An event, encoded but for its sequence number.
///
/// @param did the account it is about
/// @param before the frame's bytes up to the number; not to be changed
/// @param after the frame's bytes behind the number; not to be changed
public record EventFrame(Did did, byte[] before, byte[] after) {
    private static final int NUMBER_BYTES_MAX = 9;

    /// A sequence number as it stands in a frame.
    public static byte[] number(long sequence) {
        return new CborWriter(NUMBER_BYTES_MAX).integer(sequence).toByteArray();
    }
}
