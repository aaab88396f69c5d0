package dev.rookery.pds.repo;

import dev.rookery.atproto.car.CarLimits;
import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.car.Varint;
import dev.rookery.atproto.cid.Cid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The blocks of a CAR in a file, found by CID through an index in memory.
///
/// Belongs to one thread.
final class StagedBlocks implements AutoCloseable {
    /// The most that the index takes for a block, while it grows: three numbers for every two blocks, twice over.
    static final int INDEX_BYTES = 32;

    private static final int PAGE_BYTES = 1 << 14;
    /// A power of two.
    private static final int PAGES = 64;
    private static final int SLOTS_MIN = 1 << 10;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FileChannel channel;
    private final Cid root;
    private final long blocksMax;
    /// Makes marks that nobody outside can foresee, so that nobody can make them meet.
    private final long seed = RANDOM.nextLong();
    /// Open addressing: a mark of the CID, and where the block's section begins in the file plus one; 0 is free.
    private long[] marks = new long[SLOTS_MIN];
    private long[] offsets = new long[SLOTS_MIN];
    private int count;
    /// The pages of the file that were read last, each at its number's remainder.
    private final byte[][] pages = new byte[PAGES][];

    private final long[] pageNumbers = new long[PAGES];

    private StagedBlocks(FileChannel channel, long blocksMax) {
        this.channel = channel;
        this.blocksMax = blocksMax;
        var car = new CarReader(Channels.newInputStream(channel), CarLimits.REPOSITORY);
        this.root = car.root();
        readAll(car);
    }

    /// Reads a CAR to its end, and checks that each block is what its CID names.
    ///
    /// @param blocksMax how many different blocks it may have
    static StagedBlocks of(Path car, long blocksMax) throws IOException {
        var channel = FileChannel.open(car);
        try {
            return new StagedBlocks(channel, blocksMax);
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private void readAll(CarReader car) {
        long start = car.size();
        for (var block = car.next(); block != null; block = car.next()) {
            add(mark(block.cid()), start);
            start = car.size();
        }
    }

    Cid root() {
        return root;
    }

    private long mark(Cid cid) {
        var bytes = ByteBuffer.wrap(cid.toBytes());
        long mark = seed ^ bytes.getInt();
        while (bytes.hasRemaining()) {
            mark = (mark ^ bytes.getLong()) * MIX;
            mark ^= mark >>> Integer.SIZE;
        }
        return mark;
    }

    /// Notes where a block is, unless it was there before. That two marks are the same by chance is as good as
    /// impossible; such a block would be missing.
    private void add(long mark, long offset) {
        int slot = slot(mark);
        if (offsets[slot] != 0) {
            return;
        }
        if (count == blocksMax) {
            throw new InvalidImportException("Too large: this server takes repositories of " + blocksMax + " blocks");
        }
        marks[slot] = mark;
        offsets[slot] = offset + 1;
        count++;
        if (count > marks.length / 4 * 3) {
            grow();
        }
    }

    /// Where a mark is, or belongs.
    private int slot(long mark) {
        int slot = (int) Math.unsignedMultiplyHigh(mark, marks.length);
        while (offsets[slot] != 0 && marks[slot] != mark) {
            slot = slot + 1 == marks.length ? 0 : slot + 1;
        }
        return slot;
    }

    private void grow() {
        var oldMarks = marks;
        var oldOffsets = offsets;
        long enough = Math.max(blocksMax / 3 * 4 + SLOTS_MIN, SLOTS_MIN);
        marks = new long[(int) Math.min(oldMarks.length * 2L, enough)];
        offsets = new long[marks.length];
        for (int i = 0; i < oldMarks.length; i++) {
            if (oldOffsets[i] != 0) {
                int slot = slot(oldMarks[i]);
                marks[slot] = oldMarks[i];
                offsets[slot] = oldOffsets[i];
            }
        }
    }

    /// The block of a CID, or null where there is none.
    byte @Nullable [] get(Cid cid) {
        long offset = offsets[slot(mark(cid))] - 1;
        return offset < 0 ? null : read(offset, cid);
    }

    private byte @Nullable [] read(long offset, Cid cid) {
        var head = new byte[Varint.LENGTH_MAX + Cid.LENGTH];
        int there = copy(offset, head, head.length);
        long length = Varint.read(head, 0, there);
        int start = Varint.length(length);
        if (!Cid.fromBytes(head, start).equals(cid)) {
            return null;
        }
        var block = new byte[(int) length - Cid.LENGTH];
        copy(offset + start + Cid.LENGTH, block, block.length);
        return block;
    }

    /// Copies as much as there is, and returns how much that is.
    private int copy(long offset, byte[] target, int wanted) {
        int done = 0;
        while (done < wanted) {
            long at = offset + done;
            var page = page(at / PAGE_BYTES);
            int from = (int) (at % PAGE_BYTES);
            int length = Math.min(wanted - done, page.length - from);
            if (length <= 0) {
                break;
            }
            System.arraycopy(page, from, target, done, length);
            done += length;
        }
        return done;
    }

    /// A part of the file. Exports lie in the order of a walk, so most reads find theirs here.
    private byte[] page(long number) {
        int slot = (int) number & (PAGES - 1);
        var page = pages[slot];
        if (page == null || pageNumbers[slot] != number) {
            page = read(number * PAGE_BYTES);
            pages[slot] = page;
            pageNumbers[slot] = number;
        }
        return page;
    }

    private byte[] read(long offset) {
        try {
            var page = new byte[PAGE_BYTES];
            var buffer = ByteBuffer.wrap(page);
            while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
                // Until the page is full, or the file ends.
            }
            return buffer.hasRemaining() ? Arrays.copyOf(page, buffer.position()) : page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
