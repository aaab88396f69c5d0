package dev.rookery.atproto.syntax;

/// A timestamp identifier: microseconds and a clock's number as 13 characters that sort by time.
///
/// As a number: a zero bit, 53 bits of microseconds since 1970, 10 bits of clock number.
public record Tid(String text) implements Comparable<Tid> {
    static final int CLOCK_BITS = 10;
    static final int CLOCK_ID_MAX = (1 << CLOCK_BITS) - 1;
    static final long MICROS_MAX = (1L << 53) - 1;

    private static final int LENGTH = 13;
    private static final String ALPHABET = "234567abcdefghijklmnopqrstuvwxyz";

    public Tid {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("TID", text);
        }
    }

    /// The TID of a number, whose highest bit must be zero.
    public static Tid of(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a TID has 63 bits, not " + Long.toHexString(number));
        }
        var characters = new char[LENGTH];
        long rest = number;
        for (int i = LENGTH - 1; i >= 0; i--) {
            characters[i] = ALPHABET.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new Tid(new String(characters));
    }

    public static Tid of(long micros, int clockId) {
        if (micros < 0 || micros > MICROS_MAX || clockId < 0 || clockId > CLOCK_ID_MAX) {
            throw new IllegalArgumentException("no TID has " + micros + " µs and clock " + clockId);
        }
        return of(micros << CLOCK_BITS | clockId);
    }

    public static boolean isValid(String text) {
        if (text.length() != LENGTH || text.charAt(0) > 'j') {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            if (digit(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int digit(char c) {
        if (Ascii.isLower(c)) {
            return c - 'a' + 6;
        }
        return c >= '2' && c <= '7' ? c - '2' : -1;
    }

    public long toLong() {
        long number = 0;
        for (int i = 0; i < LENGTH; i++) {
            number = number << 5 | digit(text.charAt(i));
        }
        return number;
    }

    /// Microseconds since 1970.
    public long micros() {
        return toLong() >>> CLOCK_BITS;
    }

    public int clockId() {
        return (int) (toLong() & CLOCK_ID_MAX);
    }

    public RecordKey toRecordKey() {
        return new RecordKey(text);
    }

    @Override
    public int compareTo(Tid other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
