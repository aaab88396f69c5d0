package dev.rookery.pds.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// What the platform leaves to do with folders: to make them durable, and to take it well when files vanish.
final class Folders {
    private Folders() {}

    /// Something done with each file.
    @FunctionalInterface
    interface FileAction {
        void accept(Path file) throws IOException;
    }

    /// Makes a folder, and those above it, so that it survives a crash.
    static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            create(parent);
            try {
                Files.createDirectory(folder);
                force(parent);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        }
    }

    /// Makes durable which files a folder has.
    static void force(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Does something with each file of a folder, if there is one.
    static void forEach(Path folder, FileAction action) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                action.accept(file);
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /// Deletes a folder with the files in it, which are no folders themselves.
    static void delete(Path folder) throws IOException {
        forEach(folder, Files::deleteIfExists);
        Files.deleteIfExists(folder);
    }

    static boolean isOlder(Path file, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
        } catch (NoSuchFileException _) {
            return false;
        }
    }
}
