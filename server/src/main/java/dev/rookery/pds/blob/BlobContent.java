package dev.rookery.pds.blob;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// The bytes of a blob, open for reading.
public record BlobContent(InputStream stream, long size) implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    /// Writes a part of it.
    ///
    /// @throws EOFException where it ends before that
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        stream.skipNBytes(from);
        var buffer = new byte[(int) Math.min(count, BUFFER_BYTES)];
        long left = count;
        while (left > 0) {
            int read = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("a blob of " + size + " bytes ends " + left + " bytes early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
