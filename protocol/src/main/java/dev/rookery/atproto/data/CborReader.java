package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads canonical DAG-CBOR item by item, and refuses anything else.
///
/// Each method reads one item (of a list or map: its header) or throws [InvalidDataException]. Within a map, read
/// keys with [#key], which checks their order. Not safe for use by several threads.
public final class CborReader {
    /// Stands for the key before the first one of a map, see [#key].
    public static final int NO_KEY = -1;

    private static final String CUT_SHORT = "Invalid CBOR: cut short at byte ";

    private final byte[] buffer;
    private final int end;
    private int position;

    /// What an item is.
    public enum Kind {
        INTEGER,
        BYTES,
        TEXT,
        LIST,
        MAP,
        LINK,
        BOOLEAN,
        NULL
    }

    public CborReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public CborReader(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.end = offset + length;
        this.position = offset;
    }

    /// Returns where the next item begins, as an index into the buffer.
    public int position() {
        return position;
    }

    public boolean atEnd() {
        return position == end;
    }

    /// Refuses anything that follows.
    public void end() {
        if (position != end) {
            throw new InvalidDataException("Invalid CBOR: something follows at byte " + position);
        }
    }

    /// Tells what comes next, without reading it.
    public Kind peek() {
        int lead = lead();
        return switch (lead >>> 5) {
            case 0, 1 -> Kind.INTEGER;
            case 2 -> Kind.BYTES;
            case 3 -> Kind.TEXT;
            case 4 -> Kind.LIST;
            case 5 -> Kind.MAP;
            case 6 -> Kind.LINK;
            default -> peekSimple(lead);
        };
    }

    private Kind peekSimple(int lead) {
        return switch (lead) {
            case CborWriter.FALSE, CborWriter.TRUE -> Kind.BOOLEAN;
            case CborWriter.NULL -> Kind.NULL;
            case 0xf9, 0xfa, 0xfb -> throw invalid("a float");
            default -> throw invalid("neither false, true nor null");
        };
    }

    /// Reads the header of a map and returns the number of its entries.
    public int mapHeader() {
        int entries = length(CborWriter.MAP, "a map");
        if (entries > (end - position) / 2) {
            throw new InvalidDataException(CUT_SHORT + end);
        }
        return entries;
    }

    /// Reads the header of a list and returns the number of its items.
    public int arrayHeader() {
        int items = length(CborWriter.LIST, "a list");
        if (items > end - position) {
            throw new InvalidDataException(CUT_SHORT + end);
        }
        return items;
    }

    public String text() {
        int length = length(CborWriter.TEXT, "text");
        int start = content(length);
        if (Utf8.isAscii(buffer, start, length)) {
            return new String(buffer, start, length, StandardCharsets.ISO_8859_1);
        }
        if (!Utf8.isValid(buffer, start, length)) {
            throw new InvalidDataException("Invalid CBOR: text at byte " + start + " is not UTF-8");
        }
        return new String(buffer, start, length, StandardCharsets.UTF_8);
    }

    /// Reads a key of a map. `previous` is the [#position] at which the key before it began, [#NO_KEY] for the first.
    ///
    /// @throws InvalidDataException also if it does not come after the previous one in canonical order
    public String key(int previous) {
        int start = position;
        String key = text();
        checkKey(previous, start);
        return key;
    }

    /// Checks that the key from `start` up to here comes after the previous one.
    void checkKey(int previous, int start) {
        if (previous != NO_KEY) {
            checkOrder(previous, start);
        }
    }

    /// Compares encoded keys: as a longer key has a greater header, their order is that of their bytes.
    private void checkOrder(int previous, int start) {
        int length = position - start;
        int mismatch = Arrays.mismatch(buffer, previous, previous + length, buffer, start, start + length);
        if (mismatch < 0) {
            throw new InvalidDataException("Invalid CBOR: duplicate key at byte " + start);
        }
        if ((buffer[previous + mismatch] & 0xff) > (buffer[start + mismatch] & 0xff)) {
            throw new InvalidDataException("Invalid CBOR: key out of order at byte " + start);
        }
    }

    public byte[] bytes() {
        int length = length(CborWriter.BYTES, "bytes");
        int start = content(length);
        return Arrays.copyOfRange(buffer, start, start + length);
    }

    public long integer() {
        int major = lead() & 0xe0;
        if (major == CborWriter.INTEGER) {
            return argument();
        }
        if (major == CborWriter.NEGATIVE) {
            return ~argument();
        }
        throw invalid("no integer");
    }

    public boolean bool() {
        int lead = lead();
        if (lead != CborWriter.TRUE && lead != CborWriter.FALSE) {
            throw invalid("no boolean");
        }
        position++;
        return lead == CborWriter.TRUE;
    }

    public void nul() {
        if (!tryNull()) {
            throw invalid("no null");
        }
    }

    /// Reads a null if one comes next.
    public boolean tryNull() {
        if (lead() != CborWriter.NULL) {
            return false;
        }
        position++;
        return true;
    }

    public Cid link() {
        return Cid.fromBytes(buffer, linkContent());
    }

    /// Reads a link or a null, which becomes null.
    public @Nullable Cid linkOrNull() {
        return tryNull() ? null : link();
    }

    /// Reads a link and returns where the 36 bytes of its CID are.
    int linkContent() {
        int start = position + CborWriter.LINK_HEADER_LENGTH;
        if (end - position < CborWriter.LINK_HEADER_LENGTH + Cid.LENGTH) {
            throw lead() == 0xd8 ? new InvalidDataException(CUT_SHORT + end) : invalid("no link");
        }
        if (buffer[position] != (byte) 0xd8
                || buffer[position + 1] != 42
                || buffer[position + 2] != 0x58
                || buffer[position + 3] != Cid.LENGTH + 1
                || buffer[position + 4] != 0
                || !Cid.isAt(buffer, start)) {
            throw invalid("no link");
        }
        position = start + Cid.LENGTH;
        return start;
    }

    /// Reads past a value with all that it holds, and checks it like any other.
    public void skipValue() {
        skipValue(1);
    }

    private void skipValue(int depth) {
        switch (peek()) {
            case INTEGER -> integer();
            case BYTES -> content(length(CborWriter.BYTES, "bytes"));
            case TEXT -> textContent();
            case LIST -> {
                DagCbor.checkDepth(depth);
                for (int left = arrayHeader(); left > 0; left--) {
                    skipValue(depth + 1);
                }
            }
            case MAP -> {
                DagCbor.checkDepth(depth);
                int previous = NO_KEY;
                for (int left = mapHeader(); left > 0; left--) {
                    previous = skipKey(previous);
                    skipValue(depth + 1);
                }
            }
            case LINK -> linkContent();
            case BOOLEAN, NULL -> position++;
        }
    }

    /// Reads past a key, checks its order, and returns where it began.
    int skipKey(int previous) {
        int start = position;
        textContent();
        checkKey(previous, start);
        return start;
    }

    /// Reads past text, and returns where its bytes begin; they end at [#position].
    int textContent() {
        int start = uncheckedTextContent();
        int length = position - start;
        if (!Utf8.isAscii(buffer, start, length) && !Utf8.isValid(buffer, start, length)) {
            throw new InvalidDataException("Invalid CBOR: text at byte " + start + " is not UTF-8");
        }
        return start;
    }

    /// Reads past text without a look at its bytes, and returns where they begin; they end at [#position].
    int uncheckedTextContent() {
        return content(length(CborWriter.TEXT, "text"));
    }

    /// Reads past bytes, and returns where they begin; they end at [#position].
    int bytesContent() {
        return content(length(CborWriter.BYTES, "bytes"));
    }

    private int lead() {
        if (position >= end) {
            throw new InvalidDataException(CUT_SHORT + position);
        }
        return buffer[position] & 0xff;
    }

    private int length(int major, String expected) {
        int lead = lead();
        if ((lead & 0xe0) != major) {
            throw invalid("not " + expected);
        }
        long length = argument();
        if (length > end - position) {
            throw new InvalidDataException(CUT_SHORT + end);
        }
        return (int) length;
    }

    /// Moves past the bytes of an item, whose length was checked, and returns where they begin.
    private int content(int length) {
        int start = position;
        position += length;
        return start;
    }

    /// Reads the number in an item's header: in its shortest form, below 2^63.
    private long argument() {
        int info = buffer[position] & 0x1f;
        if (info < 24) {
            position++;
            return info;
        }
        if (info > 27) {
            throw invalid("indefinite or reserved");
        }
        int width = 1 << (info - 24);
        if (end - position <= width) {
            throw new InvalidDataException(CUT_SHORT + end);
        }
        long value = 0;
        for (int i = 1; i <= width; i++) {
            value = value << 8 | (buffer[position + i] & 0xff);
        }
        if (value < 0) {
            throw invalid("a number beyond 64 bits with a sign");
        }
        if (width == 1 ? value < 24 : value >>> (width * 4) == 0) {
            throw invalid("a number in a longer form than need be");
        }
        position += 1 + width;
        return value;
    }

    private InvalidDataException invalid(String what) {
        return new InvalidDataException("Invalid CBOR: " + what + " at byte " + position);
    }
}
