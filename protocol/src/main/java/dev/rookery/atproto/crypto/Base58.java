package dev.rookery.atproto.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Base58 with Bitcoin's digits, which multibase calls `z`. The work grows with the square of the length.
public final class Base58 {
    /// More than any key takes.
    public static final int LENGTH_MAX = 512;

    private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final byte[] VALUES = values();

    private Base58() {}

    public static String encode(byte[] bytes) {
        if (bytes.length > LENGTH_MAX) {
            throw new InvalidCryptoException("Too many bytes for base58");
        }
        var digits = new byte[bytes.length * 2 + 1];
        int used = 0;
        for (byte unit : bytes) {
            int carry = unit & 0xff;
            for (int i = 0; i < used; i++) {
                carry += digits[i] << 8;
                digits[i] = (byte) (carry % 58);
                carry /= 58;
            }
            for (; carry > 0; carry /= 58) {
                digits[used++] = (byte) (carry % 58);
            }
        }
        int zeros = leadingZeros(bytes);
        var text = new byte[zeros + used];
        Arrays.fill(text, 0, zeros, (byte) '1');
        for (int i = 0; i < used; i++) {
            text[zeros + i] = (byte) DIGITS.charAt(digits[used - 1 - i]);
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// Decodes digits.
    ///
    /// @throws InvalidCryptoException if a character is no digit
    public static byte[] decode(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new InvalidCryptoException("Invalid base58: too long");
        }
        // Least significant byte first.
        var bytes = new byte[text.length()];
        int used = 0;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int carry = value(text, i);
            if (carry == 0 && zeros == i) {
                zeros++;
            }
            for (int j = 0; j < used; j++) {
                carry += (bytes[j] & 0xff) * 58;
                bytes[j] = (byte) carry;
                carry >>>= 8;
            }
            for (; carry > 0; carry >>>= 8) {
                bytes[used++] = (byte) carry;
            }
        }
        var decoded = new byte[zeros + used];
        for (int i = 0; i < used; i++) {
            decoded[zeros + i] = bytes[used - 1 - i];
        }
        return decoded;
    }

    private static int value(String text, int index) {
        char digit = text.charAt(index);
        int value = digit < VALUES.length ? VALUES[digit] : -1;
        if (value < 0) {
            throw new InvalidCryptoException("Invalid base58: no digit at " + index);
        }
        return value;
    }

    private static int leadingZeros(byte[] bytes) {
        int zeros = 0;
        while (zeros < bytes.length && bytes[zeros] == 0) {
            zeros++;
        }
        return zeros;
    }

    private static byte[] values() {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length(); i++) {
            values[DIGITS.charAt(i)] = (byte) i;
        }
        return values;
    }
}
