package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The blocks of a CAR in a temporary file, found by CID through an index of 16 bytes a block in memory.
///
/// Belongs to one thread. The file is deleted on close.
final class StagedBlocks implements AutoCloseable {
    private static final int WRITE_BUFFER_BYTES = 1 << 18;
    private static final int READ_WINDOW_BYTES = 1 << 18;
    private static final int SLOTS_MIN = 1 << 12;
    private static final int ENTRY_HEADER = Integer.BYTES + Cid.LENGTH;

    private final Path file;
    private final FileChannel channel;
    /// Open addressing: the start of a block's digest, and its offset in the file plus one; 0 is free.
    private long[] marks = new long[SLOTS_MIN];
    private long[] offsets = new long[SLOTS_MIN];
    private int count;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;

    private StagedBlocks(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Reads a CAR to its end.
    static StagedBlocks of(CarReader car, Path folder) throws IOException {
        var file = Files.createTempFile(Files.createDirectories(folder), "import-", ".blocks");
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var staged = new StagedBlocks(file, channel);
        try {
            staged.readAll(car);
            return staged;
        } catch (IOException | RuntimeException e) {
            staged.close();
            throw e;
        }
    }

    private void readAll(CarReader car) throws IOException {
        var out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), WRITE_BUFFER_BYTES));
        long offset = 0;
        for (var block = car.next(); block != null; block = car.next()) {
            out.writeInt(block.bytes().length);
            out.write(block.cid().toBytes());
            out.write(block.bytes());
            add(mark(block.cid()), offset);
            offset += ENTRY_HEADER + block.bytes().length;
        }
        out.flush();
    }

    private static long mark(Cid cid) {
        return ByteBuffer.wrap(cid.digest()).getLong();
    }

    private void add(long mark, long offset) {
        if (count * 2 >= marks.length) {
            grow();
        }
        insert(mark, offset + 1);
        count++;
    }

    private void insert(long mark, long offset) {
        int slot = slot(mark);
        while (offsets[slot] != 0) {
            slot = (slot + 1) & (marks.length - 1);
        }
        marks[slot] = mark;
        offsets[slot] = offset;
    }

    private int slot(long mark) {
        return (int) (mark ^ mark >>> 32) & (marks.length - 1);
    }

    private void grow() {
        var oldMarks = marks;
        var oldOffsets = offsets;
        marks = new long[oldMarks.length * 2];
        offsets = new long[marks.length];
        for (int i = 0; i < oldMarks.length; i++) {
            if (oldOffsets[i] != 0) {
                insert(oldMarks[i], oldOffsets[i]);
            }
        }
    }

    /// The block of a CID, or null where the CAR has none.
    byte @Nullable [] get(Cid cid) {
        long mark = mark(cid);
        for (int slot = slot(mark); offsets[slot] != 0; slot = (slot + 1) & (marks.length - 1)) {
            if (marks[slot] == mark) {
                var block = read(offsets[slot] - 1, cid);
                if (block != null) {
                    return block;
                }
            }
        }
        return null;
    }

    private byte @Nullable [] read(long offset, Cid cid) {
        try {
            ensure(offset, ENTRY_HEADER);
            int at = (int) (offset - windowStart);
            int length = window.getInt(at);
            if (!Cid.fromBytes(window.array(), at + Integer.BYTES).equals(cid)) {
                return null;
            }
            ensure(offset, ENTRY_HEADER + length);
            at = (int) (offset - windowStart) + ENTRY_HEADER;
            return Arrays.copyOfRange(window.array(), at, at + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Brings a part of the file into the window. Exports lie in walk order, so most reads find theirs there.
    private void ensure(long offset, int length) throws IOException {
        if (offset >= windowStart && offset + length <= windowStart + window.limit()) {
            return;
        }
        if (window.capacity() < Math.max(length, READ_WINDOW_BYTES)) {
            window = ByteBuffer.allocate(Math.max(length, READ_WINDOW_BYTES));
        }
        window.clear();
        windowStart = offset;
        while (window.hasRemaining() && channel.read(window, windowStart + window.position()) > 0) {
            // Until the window is full, or the file ends.
        }
        window.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
