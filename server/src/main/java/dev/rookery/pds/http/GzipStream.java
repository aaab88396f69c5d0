package dev.rookery.pds.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses what is written to it, rather fast than well, and holds memory outside of the heap until it is released.
final class GzipStream extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int PIECE_BYTES = 32 << 10;

    GzipStream(OutputStream out) throws IOException {
        super(out, BUFFER_BYTES);
        def.setLevel(Deflater.BEST_SPEED);
    }

    /// Lets others have the processor between pieces: compressing never waits for anything by itself.
    @Override
    @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not interrupted by each other
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += PIECE_BYTES) {
            super.write(bytes, offset + done, Math.min(PIECE_BYTES, length - done));
            if (done > 0) {
                Thread.yield();
            }
        }
    }

    void release() {
        def.end();
    }
}
