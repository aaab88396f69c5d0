package dev.rookery.atproto.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Escapes UTF-8 for JSON, in the way of the platform that most of the network runs on.
///
/// Nearly all text needs no escapes and is ASCII, so eight bytes at a time are looked at and copied as one number.
final class JsonText {
    /// How many bytes one byte may become: a backslash, `u` and four digits.
    static final int EXPANSION_MAX = 6;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;

    private JsonText() {}

    /// Copies bytes that are ASCII without need of escapes, and returns where they end in the target.
    ///
    /// @return -1 if any is something else; the target then holds some of them
    static int copyPlain(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int done = 0;
        for (; done + Long.BYTES <= length; done += Long.BYTES) {
            long eight = (long) LONGS.get(source, offset + done);
            if (needsCare(eight)) {
                return -1;
            }
            LONGS.set(target, targetOffset + done, eight);
        }
        for (; done < length; done++) {
            byte unit = source[offset + done];
            if (unit < ' ' || unit == '"' || unit == '\\') {
                return -1;
            }
            target[targetOffset + done] = unit;
        }
        return targetOffset + length;
    }

    /// Tells whether any of eight bytes is a control character, a quotation mark, a backslash or not ASCII. May be
    /// wrong about a byte above one that is one of these, which changes nothing.
    private static boolean needsCare(long eight) {
        long control = eight - ONES * ' ';
        long quote = (eight ^ ONES * '"') - ONES;
        long backslash = (eight ^ ONES * '\\') - ONES;
        return ((control | quote | backslash | eight) & HIGH_BITS) != 0;
    }

    /// Copies bytes with escapes where need be, and returns where they end in the target.
    ///
    /// @throws InvalidDataException if they are not valid UTF-8
    static int copyEscaped(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int in = offset;
        int out = targetOffset;
        int end = offset + length;
        while (in < end) {
            if (end - in >= Long.BYTES) {
                long eight = (long) LONGS.get(source, in);
                if (!needsCare(eight)) {
                    LONGS.set(target, out, eight);
                    in += Long.BYTES;
                    out += Long.BYTES;
                    continue;
                }
            }
            byte unit = source[in];
            if (unit < 0) {
                int size = Utf8.sequenceLength(source, in, end);
                if (size == 0) {
                    throw new InvalidDataException("Invalid CBOR: text at byte " + offset + " is not UTF-8");
                }
                for (int i = 0; i < size; i++) {
                    target[out++] = source[in++];
                }
            } else {
                out = copyUnit(unit, target, out);
                in++;
            }
        }
        return out;
    }

    private static int copyUnit(byte unit, byte[] target, int targetOffset) {
        if (unit >= ' ' && unit != '"' && unit != '\\') {
            target[targetOffset] = unit;
            return targetOffset + 1;
        }
        target[targetOffset] = '\\';
        switch (unit) {
            case '"', '\\' -> target[targetOffset + 1] = unit;
            case '\b' -> target[targetOffset + 1] = 'b';
            case '\t' -> target[targetOffset + 1] = 't';
            case '\n' -> target[targetOffset + 1] = 'n';
            case '\f' -> target[targetOffset + 1] = 'f';
            case '\r' -> target[targetOffset + 1] = 'r';
            default -> {
                target[targetOffset + 1] = 'u';
                target[targetOffset + 2] = '0';
                target[targetOffset + 3] = '0';
                target[targetOffset + 4] = HEX[unit >>> 4];
                target[targetOffset + 5] = HEX[unit & 15];
                return targetOffset + EXPANSION_MAX;
            }
        }
        return targetOffset + 2;
    }
}
