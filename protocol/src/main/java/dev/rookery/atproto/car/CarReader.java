package dev.rookery.atproto.car;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.cid.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an archive block by block, and holds no more than one of them. Not safe for use by several threads.
///
/// The stream is the caller's to close.
public final class CarReader {
    private static final int BUFFER_LENGTH = 32 << 10;

    private final InputStream in;
    private final CarLimits limits;
    private final @Nullable MessageDigest digest;
    private final List<Cid> roots;

    private final byte[] buffer = new byte[BUFFER_LENGTH];
    private int position;
    private int filled;
    private long size;

    /// Reads the header, and will check that each block is what its CID names.
    ///
    /// @throws InvalidCarException if there is no header
    public CarReader(InputStream in, CarLimits limits) {
        this(in, limits, Sha256.digest());
    }

    private CarReader(InputStream in, CarLimits limits, @Nullable MessageDigest digest) {
        this.in = in;
        this.limits = limits;
        this.digest = digest;
        this.roots = readHeader();
    }

    /// Reads the header, and will take each block for what its CID names: for archives that were checked before.
    public static CarReader unverified(InputStream in, CarLimits limits) {
        return new CarReader(in, limits, null);
    }

    /// Reads an archive that is in memory.
    public static CarReader of(byte[] car) {
        return new CarReader(new ByteArrayInputStream(car), CarLimits.REPOSITORY);
    }

    public List<Cid> roots() {
        return roots;
    }

    /// Returns the root of an archive that has one.
    ///
    /// @throws InvalidCarException if it has none, or several
    public Cid root() {
        if (roots.size() != 1) {
            throw new InvalidCarException("Invalid CAR: " + roots.size() + " roots in place of one");
        }
        return roots.getFirst();
    }

    /// Returns the number of bytes that were read so far.
    public long size() {
        return size;
    }

    /// Returns the next block, or null at the end.
    ///
    /// @throws InvalidCarException if what follows is no block, or not the one that its CID names
    public @Nullable CarBlock next() {
        if (!fill(1)) {
            return null;
        }
        int length = sectionLength(Cid.LENGTH, limits.blockSizeMax() + (long) Cid.LENGTH, "block");
        if (!fill(Cid.LENGTH)) {
            throw cutShort();
        }
        var cid = readCid();
        var bytes = take(length - Cid.LENGTH);
        if (digest != null && !Cid.of(cid.codec(), digest.digest(bytes)).equals(cid)) {
            throw new InvalidCarException("Invalid CAR: a block is not what its CID names: " + cid);
        }
        return new CarBlock(cid, bytes);
    }

    private Cid readCid() {
        try {
            var cid = Cid.fromBytes(buffer, position);
            position += Cid.LENGTH;
            return cid;
        } catch (InvalidCidException e) {
            throw new InvalidCarException("Invalid CAR: a block without a valid CID", e);
        }
    }

    private List<Cid> readHeader() {
        return CarHeader.decode(take(sectionLength(1, limits.headerSizeMax(), "header")));
    }

    private int sectionLength(int least, long most, String what) {
        fill(Varint.LENGTH_MAX);
        long length = Varint.read(buffer, position, filled);
        position += Varint.length(length);
        if (length < least || length > most) {
            throw new InvalidCarException(
                    "Invalid CAR: a " + what + " of " + length + " bytes, allowed are " + least + " to " + most);
        }
        size += Varint.length(length) + length;
        if (size > limits.sizeMax()) {
            throw new InvalidCarException("Invalid CAR: more than " + limits.sizeMax() + " bytes");
        }
        return (int) length;
    }

    /// Reads ahead so that `length` bytes are in the buffer; tells whether they are.
    private boolean fill(int length) {
        if (filled - position >= length) {
            return true;
        }
        System.arraycopy(buffer, position, buffer, 0, filled - position);
        filled -= position;
        position = 0;
        try {
            while (filled < length) {
                int read = in.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    return false;
                }
                filled += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private byte[] take(int length) {
        var bytes = new byte[length];
        int buffered = Math.min(length, filled - position);
        System.arraycopy(buffer, position, bytes, 0, buffered);
        position += buffered;
        try {
            if (buffered < length && in.readNBytes(bytes, buffered, length - buffered) < length - buffered) {
                throw cutShort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private static InvalidCarException cutShort() {
        return new InvalidCarException("Invalid CAR: cut short");
    }
}
