package dev.rookery.pds.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The bytes of a blob, open for reading.
public record BlobContent(InputStream stream, long size) implements AutoCloseable {
    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
