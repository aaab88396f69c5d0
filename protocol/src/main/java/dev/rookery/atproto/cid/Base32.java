package dev.rookery.atproto.cid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Base32 in lower case without padding, by [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-6).
public final class Base32 {
    private static final byte[] DIGITS = "abcdefghijklmnopqrstuvwxyz234567".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = values();

    private Base32() {}

    /// Returns the number of digits that `length` bytes take.
    public static int encodedLength(int length) {
        return (length * 8 + 4) / 5;
    }

    public static String encode(byte[] bytes) {
        var text = new byte[encodedLength(bytes.length)];
        encode(bytes, 0, bytes.length, text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// Writes the digits of `length` bytes of `source` to `target` as ASCII.
    public static void encode(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int in = offset;
        int out = targetOffset;
        int end = offset + length;
        for (; in + 5 <= end; in += 5, out += 8) {
            int high = (source[in] & 0xff) << 12 | (source[in + 1] & 0xff) << 4 | (source[in + 2] & 0xff) >>> 4;
            int low = (source[in + 2] & 0xf) << 16 | (source[in + 3] & 0xff) << 8 | (source[in + 4] & 0xff);
            target[out] = DIGITS[high >>> 15];
            target[out + 1] = DIGITS[high >>> 10 & 31];
            target[out + 2] = DIGITS[high >>> 5 & 31];
            target[out + 3] = DIGITS[high & 31];
            target[out + 4] = DIGITS[low >>> 15];
            target[out + 5] = DIGITS[low >>> 10 & 31];
            target[out + 6] = DIGITS[low >>> 5 & 31];
            target[out + 7] = DIGITS[low & 31];
        }
        encodeRest(source, in, end, target, out);
    }

    private static void encodeRest(byte[] source, int from, int end, byte[] target, int targetOffset) {
        int out = targetOffset;
        int bits = 0;
        int held = 0;
        for (int in = from; in < end; in++) {
            held = held << 8 | (source[in] & 0xff);
            for (bits += 8; bits >= 5; bits -= 5) {
                target[out++] = DIGITS[held >>> (bits - 5) & 31];
            }
        }
        if (bits > 0) {
            target[out] = DIGITS[held << (5 - bits) & 31];
        }
    }

    /// Decodes the digits of `text` from `offset` on.
    ///
    /// @throws InvalidCidException if a character is no digit, or if bits are left over that are not zero
    public static byte[] decode(String text, int offset) {
        int digits = text.length() - offset;
        if (encodedLength(digits * 5 / 8) != digits) {
            throw new InvalidCidException("Invalid base32: " + digits + " digits are no whole number of bytes");
        }
        var bytes = new byte[digits * 5 / 8];
        int out = 0;
        int bits = 0;
        int held = 0;
        for (int in = offset; in < text.length(); in++) {
            held = (held << 5 | value(text, in)) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[out++] = (byte) (held >>> bits);
            }
        }
        if ((held & (1 << bits) - 1) != 0) {
            throw new InvalidCidException("Invalid base32: bits are left over in '" + text + "'");
        }
        return bytes;
    }

    private static int value(String text, int index) {
        char digit = text.charAt(index);
        int value = digit < VALUES.length ? VALUES[digit] : -1;
        if (value < 0) {
            throw new InvalidCidException("Invalid base32: no digit at " + index + " of '" + text + "'");
        }
        return value;
    }

    private static byte[] values() {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = (byte) i;
        }
        return values;
    }
}
