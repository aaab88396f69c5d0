package dev.rookery.pds.repo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Where CARs are received before they are read. All of them together take at most as much of the disk as stays free
/// beside them.
///
/// Safe for use by several threads.
final class StagingFolder {
    private static final int BUFFER_BYTES = 64 << 10;
    /// For how much room is made at once.
    private static final long STEP_BYTES = 1 << 20;

    private final Path folder;
    private final LongSupplier freeBytes;
    private long takenBytes;

    /// Empties the folder: what is in it broke off when the server stopped.
    StagingFolder(Path folder) {
        this(folder, () -> freeBytes(folder));
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (var file : left.toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param freeBytes how many bytes the disk has left
    StagingFolder(Path folder, LongSupplier freeBytes) {
        this.folder = folder;
        this.freeBytes = freeBytes;
    }

    private static long freeBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A CAR that was received, or part of one. It is gone once this is closed.
    final class Received implements AutoCloseable {
        final Path file;
        private long roomBytes;

        private Received(Path file) {
            this.file = file;
        }

        private void copy(InputStream content) throws IOException {
            try (var out = Files.newOutputStream(file)) {
                var buffer = new byte[BUFFER_BYTES];
                long size = 0;
                for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                    size += read;
                    while (size > roomBytes) {
                        take(STEP_BYTES);
                        roomBytes += STEP_BYTES;
                    }
                    out.write(buffer, 0, read);
                }
            }
        }

        @Override
        public void close() throws IOException {
            give(roomBytes);
            Files.deleteIfExists(file);
        }
    }

    /// Receives a CAR, for the caller to close.
    ///
    /// @throws ImportsBusyException where the disk has no room for it beside the others
    Received receive(InputStream content) throws IOException {
        var received = new Received(Files.createTempFile(folder, "import-", ".car"));
        try {
            received.copy(content);
            return received;
        } catch (IOException | RuntimeException | Error e) {
            received.close();
            throw e;
        }
    }

    private synchronized void take(long bytes) {
        if (takenBytes + bytes > freeBytes.getAsLong()) {
            throw new ImportsBusyException("There is no room on the disk for this import, try again later", false);
        }
        takenBytes += bytes;
    }

    private synchronized void give(long bytes) {
        takenBytes -= bytes;
    }
}
