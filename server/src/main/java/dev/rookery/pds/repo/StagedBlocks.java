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

/// The blocks of a CAR, and of a repository if need be, in a temporary file, found by CID through an index of 16 bytes
/// a block in memory.
///
/// Belongs to one thread. The file is deleted on close.
final class StagedBlocks implements AutoCloseable {
    private static final int WRITE_BUFFER_BYTES = 1 << 18;
    private static final int PAGE_BYTES = 1 << 14;
    /// A power of two.
    private static final int PAGES = 64;
    private static final int SLOTS_MIN = 1 << 12;
    private static final int ENTRY_HEADER = Integer.BYTES + Cid.LENGTH;

    private final Path file;
    private final FileChannel channel;
    /// Open addressing: the start of a block's digest, and its offset in the file plus one; 0 is free.
    private long[] marks = new long[SLOTS_MIN];
    private long[] offsets = new long[SLOTS_MIN];
    private int count;
    private long end;
    /// The pages of the file that were read last, each at its number's remainder.
    private final byte[][] pages = new byte[PAGES][];

    private final long[] pageNumbers = new long[PAGES];

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
        var out = appending();
        for (var block = car.next(); block != null; block = car.next()) {
            out.writeInt(block.bytes().length);
            out.write(block.cid().toBytes());
            out.write(block.bytes());
            added(block.cid(), block.bytes().length);
        }
        out.flush();
    }

    /// Adds all blocks of a repository.
    void addAll(RepoStore.Snapshot repository) throws IOException {
        var out = appending();
        repository.walk((row, offset) -> {
            int length = row.length - offset - Cid.LENGTH;
            out.writeInt(length);
            out.write(row, offset, Cid.LENGTH + length);
            added(Cid.fromBytes(row, offset), length);
            return true;
        });
        out.flush();
        Arrays.fill(pages, null); // the last one has grown
    }

    private DataOutputStream appending() {
        return new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), WRITE_BUFFER_BYTES));
    }

    private void added(Cid cid, int length) {
        add(mark(cid), end);
        end += ENTRY_HEADER + length;
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

    /// The block of a CID, or null where there is none.
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
        var header = new byte[ENTRY_HEADER];
        copy(offset, header);
        if (!Cid.fromBytes(header, Integer.BYTES).equals(cid)) {
            return null;
        }
        var block = new byte[ByteBuffer.wrap(header).getInt()];
        copy(offset + ENTRY_HEADER, block);
        return block;
    }

    private void copy(long offset, byte[] target) {
        int done = 0;
        while (done < target.length) {
            long at = offset + done;
            var page = page(at / PAGE_BYTES);
            int from = (int) (at % PAGE_BYTES);
            int length = Math.min(target.length - done, PAGE_BYTES - from);
            System.arraycopy(page, from, target, done, length);
            done += length;
        }
    }

    /// A part of the file. Exports lie in the order of a walk, so most reads find theirs here.
    private byte[] page(long number) {
        int slot = (int) number & (PAGES - 1);
        var page = pages[slot];
        if (page == null || pageNumbers[slot] != number) {
            page = page == null ? new byte[PAGE_BYTES] : page;
            fill(page, number * PAGE_BYTES);
            pages[slot] = page;
            pageNumbers[slot] = number;
        }
        return page;
    }

    private void fill(byte[] page, long offset) {
        try {
            var buffer = ByteBuffer.wrap(page);
            while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
                // Until the page is full, or the file ends.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
