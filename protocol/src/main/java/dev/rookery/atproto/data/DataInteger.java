package dev.rookery.atproto.data;

/// An integer of 64 bits with a sign.
public record DataInteger(long value) implements DataValue {
    /// The largest integer that JSON carries safely; its negative is the smallest.
    public static final long JSON_SAFE_MAX = (1L << 53) - 1;
}
