package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes canonical DAG-CBOR to a buffer that grows.
///
/// Numbers and lengths take their shortest form by themselves; that as many items follow a header as it announces,
/// and that keys come in canonical order, is up to the caller. Not safe for use by several threads.
public final class CborWriter {
    static final int INTEGER = 0;
    static final int NEGATIVE = 1 << 5;
    static final int BYTES = 2 << 5;
    static final int TEXT = 3 << 5;
    static final int LIST = 4 << 5;
    static final int MAP = 5 << 5;
    static final int TAG = 6 << 5;
    static final int FALSE = 0xf4;
    static final int TRUE = 0xf5;
    static final int NULL = 0xf6;

    /// Tag 42, and 37 bytes of which the first is zero (the identity multibase).
    static final int LINK_HEADER_LENGTH = 5;

    private static final int TEXT_SHORT_MAX = 24;
    private static final int HEADER_MAX = 9;

    private byte[] buffer;
    private int size;

    public CborWriter() {
        this(512);
    }

    public CborWriter(int capacity) {
        buffer = new byte[Math.max(capacity, 16)];
    }

    public CborWriter mapHeader(int entries) {
        return header(MAP, entries);
    }

    public CborWriter arrayHeader(int items) {
        return header(LIST, items);
    }

    public CborWriter integer(long value) {
        return value >= 0 ? header(INTEGER, value) : header(NEGATIVE, ~value);
    }

    public CborWriter bool(boolean value) {
        return single(value ? TRUE : FALSE);
    }

    public CborWriter nul() {
        return single(NULL);
    }

    public CborWriter bytes(byte[] content) {
        return bytes(content, 0, content.length);
    }

    public CborWriter bytes(byte[] content, int offset, int length) {
        return bytesHeader(length).raw(content, offset, length);
    }

    public CborWriter bytesHeader(int length) {
        return header(BYTES, length);
    }

    /// Writes the characters from an index on as bytes, one each. That they are ASCII is up to the caller.
    public CborWriter asciiBytes(String text, int from) {
        int length = text.length() - from;
        header(BYTES, length);
        reserve(length);
        for (int i = 0; i < length; i++) {
            buffer[size + i] = (byte) text.charAt(from + i);
        }
        size += length;
        return this;
    }

    public CborWriter link(Cid cid) {
        reserve(LINK_HEADER_LENGTH + Cid.LENGTH);
        buffer[size] = (byte) 0xd8;
        buffer[size + 1] = 42;
        buffer[size + 2] = (byte) 0x58;
        buffer[size + 3] = Cid.LENGTH + 1;
        buffer[size + 4] = 0;
        cid.copyTo(buffer, size + LINK_HEADER_LENGTH);
        size += LINK_HEADER_LENGTH + Cid.LENGTH;
        return this;
    }

    /// Writes text.
    ///
    /// @throws InvalidDataException if it holds half a surrogate pair
    public CborWriter text(String value) {
        int length = value.length();
        if (length < TEXT_SHORT_MAX) {
            reserve(1 + length);
            int start = size + 1;
            for (int i = 0; i < length; i++) {
                char unit = value.charAt(i);
                if (unit >= 0x80) {
                    return encodedText(value);
                }
                buffer[start + i] = (byte) unit;
            }
            buffer[size] = (byte) (TEXT | length);
            size = start + length;
            return this;
        }
        return encodedText(value);
    }

    private CborWriter encodedText(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        if (Utf8.mayReplace(encoded) && Utf8.hasLoneSurrogate(value)) {
            throw new InvalidDataException("Text holds half a surrogate pair");
        }
        return header(TEXT, encoded.length).raw(encoded, 0, encoded.length);
    }

    /// Writes text that is UTF-8 already. That it is valid is up to the caller.
    public CborWriter textBytes(byte[] utf8, int offset, int length) {
        return header(TEXT, length).raw(utf8, offset, length);
    }

    /// Writes items that are encoded already.
    public CborWriter raw(byte[] encoded) {
        return raw(encoded, 0, encoded.length);
    }

    /// Writes items that are encoded already.
    public CborWriter raw(byte[] encoded, int offset, int length) {
        reserve(length);
        System.arraycopy(encoded, offset, buffer, size, length);
        size += length;
        return this;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(buffer, 0, size);
    }

    public void copyTo(byte[] target, int offset) {
        System.arraycopy(buffer, 0, target, offset, size);
    }

    /// Names what was written, as one block.
    public Cid cid() {
        return Cid.dagCbor(buffer, 0, size);
    }

    /// Forgets what was written, so that the buffer serves again.
    public void reset() {
        size = 0;
    }

    private CborWriter single(int item) {
        reserve(1);
        buffer[size++] = (byte) item;
        return this;
    }

    private CborWriter header(int major, long argument) {
        if (argument < 24) {
            return single(major | (int) argument);
        }
        reserve(HEADER_MAX);
        int width = argument <= 0xff ? 0 : argument <= 0xffff ? 1 : argument <= 0xffff_ffffL ? 2 : 3;
        buffer[size++] = (byte) (major | 24 + width);
        for (int shift = (8 << width) - 8; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (argument >>> shift);
        }
        return this;
    }

    private void reserve(int length) {
        if (buffer.length - size < length) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, length), buffer.length * 2));
        }
    }
}
