package dev.rookery.atproto.car;

import dev.rookery.atproto.cid.Cid;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Writes an archive block by block. Not safe for use by several threads.
///
/// The stream is the caller's to buffer and to close.
public final class CarWriter {
    private final OutputStream out;
    private final byte[] head = new byte[Varint.LENGTH_MAX + Cid.LENGTH];

    /// Writes the header, which names the root if there is one.
    public CarWriter(OutputStream out, @Nullable Cid root) {
        this.out = out;
        byte[] header = CarHeader.encode(root);
        write(head, 0, Varint.write(header.length, head, 0));
        write(header, 0, header.length);
    }

    public CarWriter block(CarBlock block) {
        return block(block.cid(), block.bytes());
    }

    /// Writes a block. That the CID names it is up to the caller.
    public CarWriter block(Cid cid, byte[] bytes) {
        return block(cid, bytes, 0, bytes.length);
    }

    public CarWriter block(Cid cid, byte[] buffer, int offset, int length) {
        int at = Varint.write(length + (long) Cid.LENGTH, head, 0);
        cid.copyTo(head, at);
        write(head, 0, at + Cid.LENGTH);
        write(buffer, offset, length);
        return this;
    }

    /// Returns the size of a header.
    public static int headerSize(@Nullable Cid root) {
        int length = CarHeader.encode(root).length;
        return Varint.length(length) + length;
    }

    /// Returns the size that a block of `length` bytes takes in an archive.
    public static long blockSize(int length) {
        long section = length + (long) Cid.LENGTH;
        return Varint.length(section) + section;
    }

    /// Returns the size of a whole archive.
    public static long size(@Nullable Cid root, Collection<CarBlock> blocks) {
        long size = headerSize(root);
        for (var block : blocks) {
            size += blockSize(block.bytes().length);
        }
        return size;
    }

    /// Writes a whole archive into an array that has room for it.
    public static void write(@Nullable Cid root, Collection<CarBlock> blocks, byte[] target, int offset) {
        var writer = new CarWriter(new ArrayStream(target, offset), root);
        blocks.forEach(writer::block);
    }

    /// Returns a whole archive.
    public static byte[] toByteArray(@Nullable Cid root, Collection<CarBlock> blocks) {
        var archive = new byte[Math.toIntExact(size(root, blocks))];
        write(root, blocks, archive, 0);
        return archive;
    }

    /// A stream into an array.
    private static final class ArrayStream extends OutputStream {
        private final byte[] target;
        private int at;

        ArrayStream(byte[] target, int offset) {
            this.target = target;
            this.at = offset;
        }

        @Override
        public void write(int single) {
            target[at++] = (byte) single;
        }

        @Override
        public void write(byte[] part, int offset, int length) {
            System.arraycopy(part, offset, target, at, length);
            at += length;
        }
    }

    private void write(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
