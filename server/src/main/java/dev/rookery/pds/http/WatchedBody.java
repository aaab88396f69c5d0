package dev.rookery.pds.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A request body that knows whether all of it was read.
final class WatchedBody extends FilterInputStream {
    private long left;

    /// @param length how many bytes it has, or -1 if only its end tells
    WatchedBody(InputStream body, long length) {
        super(body);
        this.left = length;
    }

    /// Whether nothing is left of it.
    boolean isAtEnd() {
        return left == 0;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? -1 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        count(count);
        return count;
    }

    private void count(int read) {
        if (read < 0) {
            left = 0;
        } else if (left > 0) {
            left -= read;
        }
    }
}
