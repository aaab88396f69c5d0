package dev.rookery.atproto.cid;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A content identifier of the one form that the protocol blesses: version 1, SHA-256, DAG-CBOR or raw.
///
/// The digest is held in four numbers, so that a CID is one small object that compares and hashes without touching
/// an array. Immutable. The order is that of the binary form.
///
/// See [the specification](https://atproto.com/specs/data-model#link-and-cid-formats).
public final class Cid implements Comparable<Cid> {
    /// The length of the binary form in bytes.
    public static final int LENGTH = 36;

    /// The length of the text form in characters, all of them ASCII.
    public static final int TEXT_LENGTH = 59;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /// What the named bytes are.
    public enum Codec {
        /// A block of structured data.
        DAG_CBOR(0x71),
        /// Bytes without structure, such as a blob.
        RAW(0x55);

        /// Version 1, the codec, SHA-256, 32 bytes of digest.
        private final int prefix;

        Codec(int code) {
            prefix = 0x01_00_12_20 | code << 16;
        }
    }

    private final Codec codec;
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private Cid(Codec codec, byte[] buffer, int offset) {
        this.codec = codec;
        first = (long) LONGS.get(buffer, offset);
        second = (long) LONGS.get(buffer, offset + 8);
        third = (long) LONGS.get(buffer, offset + 16);
        fourth = (long) LONGS.get(buffer, offset + 24);
    }

    /// Names a block of DAG-CBOR.
    public static Cid dagCbor(byte[] block) {
        return new Cid(Codec.DAG_CBOR, Sha256.hash(block), 0);
    }

    /// Names a block of DAG-CBOR that is part of a buffer.
    public static Cid dagCbor(byte[] buffer, int offset, int length) {
        return new Cid(Codec.DAG_CBOR, Sha256.hash(buffer, offset, length), 0);
    }

    /// Names bytes without structure.
    public static Cid raw(byte[] content) {
        return new Cid(Codec.RAW, Sha256.hash(content), 0);
    }

    /// Makes the CID of content whose SHA-256 is known.
    public static Cid of(Codec codec, byte[] digest) {
        if (digest.length != Sha256.LENGTH) {
            throw new InvalidCidException("Invalid CID: a digest of " + digest.length + " bytes");
        }
        return new Cid(codec, digest, 0);
    }

    /// Reads the text form: `b` and 58 digits of base32 in lower case.
    public static Cid parse(String text) {
        if (text.length() != TEXT_LENGTH || text.charAt(0) != 'b') {
            throw new InvalidCidException("Invalid CID: " + shortened(text));
        }
        return fromBytes(Base32.decode(text, 1), 0);
    }

    /// Reads the binary form, [#LENGTH] bytes from `offset` on.
    public static Cid fromBytes(byte[] bytes, int offset) {
        if (offset < 0 || bytes.length - offset < LENGTH) {
            throw new InvalidCidException("Invalid CID: it takes " + LENGTH + " bytes");
        }
        var codec = codecAt(bytes, offset);
        if (codec == null) {
            throw new InvalidCidException("Invalid CID: neither DAG-CBOR nor raw with SHA-256, version 1");
        }
        return new Cid(codec, bytes, offset + 4);
    }

    /// Reads the binary form where it is all there is.
    public static Cid fromBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new InvalidCidException("Invalid CID: " + bytes.length + " bytes in place of " + LENGTH);
        }
        return fromBytes(bytes, 0);
    }

    /// Tells whether a valid binary form begins at `offset`, without making anything of it.
    public static boolean isAt(byte[] bytes, int offset) {
        return bytes.length - offset >= LENGTH && codecAt(bytes, offset) != null;
    }

    /// Writes the text of the valid binary form at `offset`, [#TEXT_LENGTH] ASCII characters, to `target`.
    public static void copyTextTo(byte[] bytes, int offset, byte[] target, int targetOffset) {
        target[targetOffset] = 'b';
        Base32.encode(bytes, offset, LENGTH, target, targetOffset + 1);
    }

    private static @Nullable Codec codecAt(byte[] bytes, int offset) {
        int prefix = (int) INTS.get(bytes, offset);
        if (prefix == Codec.DAG_CBOR.prefix) {
            return Codec.DAG_CBOR;
        }
        return prefix == Codec.RAW.prefix ? Codec.RAW : null;
    }

    private static String shortened(String text) {
        return text.length() <= 2 * TEXT_LENGTH ? text : text.substring(0, 2 * TEXT_LENGTH) + "…";
    }

    public Codec codec() {
        return codec;
    }

    /// Returns the SHA-256 of the content, in an array of its own.
    public byte[] digest() {
        var digest = new byte[Sha256.LENGTH];
        copyDigestTo(digest, 0);
        return digest;
    }

    /// Returns the binary form, in an array of its own.
    public byte[] toBytes() {
        var bytes = new byte[LENGTH];
        copyTo(bytes, 0);
        return bytes;
    }

    /// Writes the binary form, [#LENGTH] bytes, to `target`.
    public void copyTo(byte[] target, int offset) {
        INTS.set(target, offset, codec.prefix);
        copyDigestTo(target, offset + 4);
    }

    private void copyDigestTo(byte[] target, int offset) {
        LONGS.set(target, offset, first);
        LONGS.set(target, offset + 8, second);
        LONGS.set(target, offset + 16, third);
        LONGS.set(target, offset + 24, fourth);
    }

    @Override
    public int compareTo(Cid other) {
        if (codec != other.codec) {
            return Integer.compare(codec.prefix, other.codec.prefix);
        }
        if (first != other.first) {
            return Long.compareUnsigned(first, other.first);
        }
        if (second != other.second) {
            return Long.compareUnsigned(second, other.second);
        }
        if (third != other.third) {
            return Long.compareUnsigned(third, other.third);
        }
        return Long.compareUnsigned(fourth, other.fourth);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cid cid
                && first == cid.first
                && second == cid.second
                && third == cid.third
                && fourth == cid.fourth
                && codec == cid.codec;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first ^ second ^ third ^ fourth);
    }

    /// Returns the text form, such as `bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a`.
    @Override
    public String toString() {
        var text = new byte[TEXT_LENGTH];
        copyTextTo(toBytes(), 0, text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
