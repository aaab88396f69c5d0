package dev.rookery.atproto.data;

import com.fasterxml.jackson.core.SerializableString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// JSON as UTF-8 in a buffer that grows, which a generator takes as it is; or, with a [Sink], in one that is emptied
/// whenever it is full, so that JSON of any length takes little memory. Not safe for use by several threads.
public final class JsonBuffer implements SerializableString {
    /// A buffer with a sink is emptied before it gets larger than this.
    public static final int FULL_BYTES = 64 << 10;

    /// With a sink, longer text is escaped in pieces of this, as it may become six times as long.
    private static final int PIECE_BYTES = 8 << 10;

    private final @Nullable Sink sink;
    private byte[] buffer;
    private int size;

    /// Takes what a full buffer holds, and keeps nothing of the array.
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int offset, int length);
    }

    public JsonBuffer(int capacity) {
        this(capacity, null);
    }

    public JsonBuffer(int capacity, @Nullable Sink sink) {
        this.buffer = new byte[Math.max(capacity, 16)];
        this.sink = sink;
    }

    public int size() {
        return size;
    }

    /// Forgets what was written, so that the buffer serves again.
    public void reset() {
        size = 0;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(buffer, 0, size);
    }

    /// Appends ASCII text as it is: punctuation, or a name that needs no escapes, with its quotation marks.
    public JsonBuffer raw(String ascii) {
        int length = ascii.length();
        byte[] target = reserve(length);
        for (int i = 0; i < length; i++) {
            target[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
        return this;
    }

    /// Appends bytes as they are.
    public JsonBuffer raw(byte[] bytes, int offset, int length) {
        byte[] target = reserve(length);
        System.arraycopy(bytes, offset, target, size, length);
        size += length;
        return this;
    }

    /// Appends a byte as it is.
    public JsonBuffer raw(char ascii) {
        byte[] target = reserve(1);
        target[size++] = (byte) ascii;
        return this;
    }

    public JsonBuffer integer(long value) {
        return raw(Long.toString(value));
    }

    /// Appends text in quotation marks, escaped as need be.
    public JsonBuffer text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return text(utf8, 0, utf8.length);
    }

    /// Appends text that is UTF-8 already in quotation marks, escaped as need be.
    ///
    /// @throws InvalidDataException if it is not valid UTF-8
    public JsonBuffer text(byte[] utf8, int offset, int length) {
        if (sink != null && length > PIECE_BYTES) {
            return textInPieces(utf8, offset, length);
        }
        byte[] target = reserve(length + 2);
        int end = JsonText.copyPlain(utf8, offset, length, target, size + 1);
        if (end < 0) {
            target = reserve(Math.addExact(Math.multiplyExact(length, JsonText.EXPANSION_MAX), 2));
            end = JsonText.copyEscaped(utf8, offset, length, target, size + 1);
        }
        target[size] = '"';
        target[end] = '"';
        size = end + 1;
        return this;
    }

    private JsonBuffer textInPieces(byte[] utf8, int offset, int length) {
        raw('"');
        int end = offset + length;
        for (int from = offset; from < end; ) {
            int to = Math.min(end, from + PIECE_BYTES);
            while (to < end && to > from + 1 && isContinuation(utf8[to])) {
                to--;
            }
            byte[] target = reserve((to - from) * JsonText.EXPANSION_MAX);
            size = JsonText.copyEscaped(utf8, from, to - from, target, size);
            from = to;
        }
        return raw('"');
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xc0) == 0x80;
    }

    /// Makes room for `length` bytes from [#size] on and returns the buffer that has it.
    byte[] reserve(int length) {
        if (sink != null && size > 0 && length > FULL_BYTES - size) {
            sink.write(buffer, 0, size);
            size = 0;
        }
        if (buffer.length - size < length) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, length), buffer.length * 2));
        }
        return buffer;
    }

    /// Counts bytes that were written to the reserved room.
    void advance(int length) {
        size += length;
    }

    @Override
    public String getValue() {
        return new String(buffer, 0, size, StandardCharsets.UTF_8);
    }

    @Override
    public int charLength() {
        return getValue().length();
    }

    @Override
    public byte[] asUnquotedUTF8() {
        return toByteArray();
    }

    @Override
    public int appendUnquotedUTF8(byte[] target, int offset) {
        if (target.length - offset < size) {
            return -1;
        }
        System.arraycopy(buffer, 0, target, offset, size);
        return size;
    }

    @Override
    public int appendUnquoted(char[] target, int offset) {
        var text = getValue();
        if (target.length - offset < text.length()) {
            return -1;
        }
        text.getChars(0, text.length(), target, offset);
        return text.length();
    }

    @Override
    public int writeUnquotedUTF8(OutputStream out) throws IOException {
        writeTo(out);
        return size;
    }

    @Override
    public int putUnquotedUTF8(ByteBuffer target) {
        if (target.remaining() < size) {
            return -1;
        }
        target.put(buffer, 0, size);
        return size;
    }

    @Override
    public char[] asQuotedChars() {
        throw quotedTwice();
    }

    @Override
    public byte[] asQuotedUTF8() {
        throw quotedTwice();
    }

    @Override
    public int appendQuotedUTF8(byte[] target, int offset) {
        throw quotedTwice();
    }

    @Override
    public int appendQuoted(char[] target, int offset) {
        throw quotedTwice();
    }

    @Override
    public int writeQuotedUTF8(OutputStream out) {
        throw quotedTwice();
    }

    @Override
    public int putQuotedUTF8(ByteBuffer target) {
        throw quotedTwice();
    }

    private static UnsupportedOperationException quotedTwice() {
        return new UnsupportedOperationException("this is JSON, not text to be quoted");
    }
}
