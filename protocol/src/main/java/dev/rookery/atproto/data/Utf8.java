package dev.rookery.atproto.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Strict UTF-8, by [RFC 3629](https://www.rfc-editor.org/rfc/rfc3629#section-4).
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;

    private Utf8() {}

    /// Returns the number of bytes that text takes; half a surrogate pair counts as three.
    static int length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit >= 0x80) {
                length += unit < 0x800 || isPaired(text, i) ? 1 : 2;
            }
        }
        return length;
    }

    /// Tells whether the unit at `index` is half of a whole surrogate pair: each half counts for two bytes.
    private static boolean isPaired(String text, int index) {
        char unit = text.charAt(index);
        if (Character.isHighSurrogate(unit)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(unit) && index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
    }

    /// Tells whether encoded text holds a question mark, which is what the platform writes for what has no encoding.
    static boolean mayReplace(byte[] encoded) {
        return indexOf((byte) '?', encoded, 0, encoded.length) < encoded.length;
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && !isPaired(text, i)) {
                return true;
            }
        }
        return false;
    }

    /// Tells whether JSON escapes what may be half a surrogate pair: a backslash, `u` and `d`. Such an escape is the
    /// only way by which valid UTF-8 comes to mean one.
    static boolean mayEscapeSurrogate(byte[] json, int offset, int length) {
        int end = offset + length;
        for (int i = indexOf((byte) '\\', json, offset, end); i < end - 2; ) {
            if (json[i + 1] == 'u' && (json[i + 2] | ' ') == 'd') {
                return true;
            }
            i = indexOf((byte) '\\', json, i + 2, end);
        }
        return false;
    }

    /// Returns where a byte is, looking at eight at a time, or `end` where it is not.
    private static int indexOf(byte wanted, byte[] bytes, int offset, int end) {
        int i = offset;
        for (; i + 8 <= end; i += 8) {
            long differences = (long) LONGS.get(bytes, i) ^ ONES * wanted;
            if ((differences - ONES & ~differences & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < end && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    static boolean isAscii(byte[] bytes, int offset, int length) {
        return asciiEnd(bytes, offset, offset + length) == offset + length;
    }

    /// Returns where the first byte that is not ASCII is, or `end`.
    private static int asciiEnd(byte[] bytes, int offset, int end) {
        int i = offset;
        for (; i + 8 <= end; i += 8) {
            if (((long) LONGS.get(bytes, i) & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /// Tells whether bytes are UTF-8: nothing overlong, no surrogates, nothing beyond U+10FFFF, nothing cut short.
    static boolean isValid(byte[] bytes, int offset, int length) {
        int i = offset;
        int end = offset + length;
        while (i < end) {
            if (bytes[i] >= 0) {
                i = asciiEnd(bytes, i, end);
                continue;
            }
            int size = sequenceLength(bytes, i, end);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /// Returns the length of the sequence of several bytes that begins at `index`, or 0 if none does.
    static int sequenceLength(byte[] bytes, int index, int end) {
        int lead = bytes[index] & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        int size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (end - index < size) {
            return 0;
        }
        int second = bytes[index + 1] & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((bytes[index + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
