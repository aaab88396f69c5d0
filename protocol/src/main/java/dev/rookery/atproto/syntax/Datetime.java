package dev.rookery.atproto.syntax;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// A point in time as text, such as `1985-04-12T23:20:50.123Z`: what RFC 3339 and ISO 8601 both allow.
///
/// A day that its month lacks (30 February) counts as that many days into the month, as it does in the
/// programs that wrote such dates. A leap second is refused.
public record Datetime(String text) implements Comparable<Datetime> {
    private static final int LENGTH_MAX = 64;
    private static final int SECONDS_END = "1985-04-12T23:20:50".length();
    private static final int OFFSET_LENGTH = "+01:00".length();
    private static final long YEAR_0 = LocalDate.of(0, 1, 1).toEpochDay() * 86_400;
    private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400;

    public Datetime {
        if (!isValid(text)) {
            throw new InvalidSyntaxException("datetime", text);
        }
    }

    /// The usual text of an instant: UTC, milliseconds.
    public static Datetime of(Instant instant) {
        var utc = instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
        var out = new StringBuilder("0000-00-00T00:00:00.000Z");
        digits(out, 0, 4, utc.getYear());
        digits(out, 5, 2, utc.getMonthValue());
        digits(out, 8, 2, utc.getDayOfMonth());
        digits(out, 11, 2, utc.getHour());
        digits(out, 14, 2, utc.getMinute());
        digits(out, 17, 2, utc.getSecond());
        digits(out, 20, 3, utc.getNano() / 1_000_000);
        return new Datetime(out.toString());
    }

    private static void digits(StringBuilder out, int at, int count, int value) {
        for (int i = at + count - 1, rest = value; i >= at; i--, rest /= 10) {
            out.setCharAt(i, (char) ('0' + rest % 10));
        }
    }

    public static boolean isValid(String text) {
        if (text.length() <= SECONDS_END || text.length() > LENGTH_MAX || !isDate(text) || !isTime(text)) {
            return false;
        }
        int offsetStart = fractionEnd(text);
        if (offsetStart < 0 || !isOffset(text, offsetStart)) {
            return false;
        }
        int year = number(text, 0, 4);
        // Only at the two ends can the offset carry the moment out of the years that four digits can say.
        return (year > 0 && year < 9999) || isWithinYears(epochSecond(text, offsetStart));
    }

    private static boolean isWithinYears(long epochSecond) {
        return epochSecond >= YEAR_0 && epochSecond < YEAR_10000;
    }

    private static boolean isDate(String text) {
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        return number(text, 0, 4) >= 0
                && text.charAt(4) == '-'
                && month >= 1
                && month <= 12
                && text.charAt(7) == '-'
                && day >= 1
                && day <= 31
                && text.charAt(10) == 'T';
    }

    private static boolean isTime(String text) {
        return isBelow(text, 11, 24)
                && text.charAt(13) == ':'
                && isBelow(text, 14, 60)
                && text.charAt(16) == ':'
                && isBelow(text, 17, 60);
    }

    /// Where the fraction of a second ends, or -1 if there is a point without digits.
    private static int fractionEnd(String text) {
        if (text.charAt(SECONDS_END) != '.') {
            return SECONDS_END;
        }
        int i = SECONDS_END + 1;
        while (i < text.length() && Ascii.isDigit(text.charAt(i))) {
            i++;
        }
        return i == SECONDS_END + 1 ? -1 : i;
    }

    private static boolean isOffset(String text, int at) {
        int left = text.length() - at;
        if (left == 1) {
            return text.charAt(at) == 'Z';
        }
        return left == OFFSET_LENGTH
                && (text.charAt(at) == '+' || text.charAt(at) == '-')
                && isBelow(text, at + 1, 24)
                && text.charAt(at + 3) == ':'
                && isBelow(text, at + 4, 60)
                && !text.endsWith("-00:00");
    }

    private static boolean isBelow(String text, int at, int limit) {
        int value = number(text, at, 2);
        return value >= 0 && value < limit;
    }

    private static int number(String text, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            char c = text.charAt(i);
            if (!Ascii.isDigit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static long epochSecond(String text, int offsetStart) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), 1).toEpochDay() + number(text, 8, 2) - 1;
        long second = number(text, 11, 2) * 3600L + number(text, 14, 2) * 60L + number(text, 17, 2);
        if (text.charAt(offsetStart) != 'Z') {
            long offset = number(text, offsetStart + 1, 2) * 3600L + number(text, offsetStart + 4, 2) * 60L;
            second -= text.charAt(offsetStart) == '+' ? offset : -offset;
        }
        return day * 86_400 + second;
    }

    /// The moment meant, to the nanosecond; further digits are dropped.
    public Instant toInstant() {
        int offsetStart = fractionEnd(text);
        int nanos = 0;
        for (int i = SECONDS_END + 1; i <= SECONDS_END + 9; i++) {
            nanos = nanos * 10 + (i < offsetStart ? text.charAt(i) - '0' : 0);
        }
        return Instant.ofEpochSecond(epochSecond(text, offsetStart), nanos);
    }

    /// By the moment, not by the text; equal moments by their text, to agree with `equals`.
    @Override
    public int compareTo(Datetime other) {
        int byTime = toInstant().compareTo(other.toInstant());
        return byTime != 0 ? byTime : text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
