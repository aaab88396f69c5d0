package dev.rookery.pds.storage.disk;

import dev.rookery.atproto.cid.Base32;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.blob.BlobContent;
import dev.rookery.pds.blob.BlobIntake;
import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.blob.ReceivedBlob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Keeps blobs as files under a folder. The file system does the locking: every change is one atomic rename or removal.
public final class DiskBlobStore implements BlobStore {
    private static final int KEY_BYTES = 20;
    private static final Pattern KEY = Pattern.compile("[a-z2-7]{16,64}");

    private final Path permanent;
    private final Path temporary;
    private final InstantSource time;
    private final SecureRandom random;

    /// Makes the folders where need be.
    ///
    /// @param folder of the permanent blobs, with the temporary ones in `tempt` below
    public DiskBlobStore(Path folder, InstantSource time, SecureRandom random) {
        this.permanent = folder;
        this.temporary = folder.resolve("tempt");
        this.time = time;
        this.random = random;
        try {
            Folders.create(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ReceivedBlob receive(Did account, InputStream content, long sizeMax) {
        var key = newKey();
        var folder = temporary.resolve(account.text());
        var file = folder.resolve(key);
        boolean isKept = false;
        try {
            Folders.create(folder);
            var received = write(file, content, sizeMax, key);
            Folders.force(folder);
            isKept = true;
            return received;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!isKept) {
                deleteQuietly(file);
            }
        }
    }

    private ReceivedBlob write(Path file, InputStream content, long sizeMax, String key) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, options)) {
            var received = BlobIntake.copy(content, Channels.newOutputStream(channel), sizeMax, key);
            Files.setLastModifiedTime(file, FileTime.from(time.instant()));
            channel.force(true);
            return received;
        }
    }

    @Override
    public boolean makePermanent(Did account, String temporaryKey, Cid cid) {
        var source = temporaryFile(account, temporaryKey);
        var folder = permanent.resolve(account.text());
        var target = folder.resolve(cid.toString());
        try {
            Folders.create(folder);
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            Folders.force(folder);
            return true;
        } catch (NoSuchFileException _) {
            return Files.exists(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<BlobContent> open(Did account, Cid cid) {
        try {
            var channel = FileChannel.open(permanentFile(account, cid), StandardOpenOption.READ);
            return Optional.of(new BlobContent(Channels.newInputStream(channel), channel.size()));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean has(Did account, Cid cid) {
        return Files.exists(permanentFile(account, cid));
    }

    @Override
    public void delete(Did account, Cid cid) {
        delete(permanentFile(account, cid));
    }

    @Override
    public void discard(Did account, String temporaryKey) {
        delete(temporaryFile(account, temporaryKey));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes after a failure, which matters more than one that this may meet; what stays is discarded later.
    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            return;
        }
    }

    @Override
    public void deleteAll(Did account) {
        try {
            Folders.delete(permanent.resolve(account.text()));
            Folders.delete(temporary.resolve(account.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void forEach(Did account, Consumer<Cid> action) {
        try {
            Folders.forEach(permanent.resolve(account.text()), file -> {
                try {
                    action.accept(Cid.parse(file.getFileName().toString()));
                } catch (InvalidCidException _) {
                    // Somebody else's file: none of ours has such a name.
                    return;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int discardReceivedBefore(Instant limit) {
        var discarded = new int[1];
        try {
            Folders.forEach(
                    temporary,
                    account -> Folders.forEach(account, file -> {
                        if (Folders.isOlder(file, limit) && Files.deleteIfExists(file)) {
                            discarded[0]++;
                        }
                    }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return discarded[0];
    }

    private String newKey() {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return Base32.encode(key);
    }

    private Path permanentFile(Did account, Cid cid) {
        return permanent.resolve(account.text()).resolve(cid.toString());
    }

    private Path temporaryFile(Did account, String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("no key of a temporary blob: " + key);
        }
        return temporary.resolve(account.text()).resolve(key);
    }
}
