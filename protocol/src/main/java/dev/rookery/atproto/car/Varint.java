package dev.rookery.atproto.car;

/// Unsigned numbers in seven bits a byte, least significant first, by
/// [the multiformats rules](https://github.com/multiformats/unsigned-varint): shortest form, at most 63 bits.
public final class Varint {
    /// The most bytes that a number takes.
    public static final int LENGTH_MAX = 9;

    private Varint() {}

    /// Returns the number of bytes that a number takes.
    public static int length(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    /// Writes a number and returns where it ends.
    public static int write(long value, byte[] target, int offset) {
        long left = value;
        int out = offset;
        for (; left > 0x7f; left >>>= 7) {
            target[out++] = (byte) (left | 0x80);
        }
        target[out++] = (byte) left;
        return out;
    }

    /// Reads a number, which takes [#length] of it bytes.
    ///
    /// @throws InvalidCarException if it is cut short at `end`, too large, or in a longer form than need be
    public static long read(byte[] bytes, int offset, int end) {
        long value = 0;
        for (int i = 0; i < LENGTH_MAX; i++) {
            if (offset + i >= end) {
                throw new InvalidCarException("Invalid CAR: a varint is cut short");
            }
            byte unit = bytes[offset + i];
            value |= (long) (unit & 0x7f) << (7 * i);
            if (unit >= 0) {
                if (unit == 0 && i > 0) {
                    throw new InvalidCarException("Invalid CAR: a varint in a longer form than need be");
                }
                return value;
            }
        }
        throw new InvalidCarException("Invalid CAR: a varint of more than 63 bits");
    }
}
