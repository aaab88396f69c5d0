package dev.rookery.atproto.data;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Bytes without structure.
public final class DataBytes implements DataValue {
    private final byte[] content;

    private DataBytes(byte[] content) {
        this.content = content;
    }

    /// Holds a copy of `content`.
    public static DataBytes of(byte[] content) {
        return new DataBytes(content.clone());
    }

    /// Holds `content` itself, which nobody else may keep.
    static DataBytes owning(byte[] content) {
        return new DataBytes(content);
    }

    public int size() {
        return content.length;
    }

    /// Returns a copy of the bytes.
    public byte[] toByteArray() {
        return content.clone();
    }

    /// Returns the bytes themselves, which nobody may change.
    byte[] shared() {
        return content;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DataBytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "DataBytes[" + HexFormat.of().formatHex(content) + "]";
    }
}
