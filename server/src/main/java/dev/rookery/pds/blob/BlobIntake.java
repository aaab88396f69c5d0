package dev.rookery.pds.blob;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;

/// Copies the bytes of one blob to where they will be kept, and learns meanwhile what they are.
public final class BlobIntake {
    private static final int BUFFER_LENGTH = 64 << 10;

    private final MessageDigest digest = Sha256.digest();
    private byte[] head = new byte[0];
    private long size;

    private BlobIntake() {}

    /// Copies all that `content` gives.
    ///
    /// @throws BlobTooLargeException if that is more than `sizeMax` bytes
    public static ReceivedBlob copy(InputStream content, OutputStream target, long sizeMax, String temporaryKey) {
        var intake = new BlobIntake();
        try {
            intake.copy(content, target, sizeMax);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var cid = Cid.of(Cid.Codec.RAW, intake.digest.digest());
        return new ReceivedBlob(
                temporaryKey, cid, intake.size, MediaTypes.sniff(intake.head).orElse(null));
    }

    private void copy(InputStream content, OutputStream target, long sizeMax) throws IOException {
        var buffer = new byte[BUFFER_LENGTH];
        int filled = content.readNBytes(buffer, 0, MediaTypes.HEAD_LENGTH);
        head = Arrays.copyOf(buffer, filled);
        while (filled > 0) {
            size += filled;
            if (size > sizeMax) {
                throw new BlobTooLargeException(sizeMax);
            }
            digest.update(buffer, 0, filled);
            target.write(buffer, 0, filled);
            filled = Math.max(content.read(buffer, 0, BUFFER_LENGTH), 0);
        }
    }
}
