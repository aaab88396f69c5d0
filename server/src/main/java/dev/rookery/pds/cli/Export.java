package dev.rookery.pds.cli;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.cid.Sha256;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;

/// Copies what an account published from a running server to a folder, at the pace of the disk. A file has its name
/// only when it is whole.
final class Export {
    private static final String PAGE = "500";
    private static final int PROGRESS_EVERY = 100;

    private final AdminClient server;
    private final String did;
    private final Path folder;
    private final Consumer<String> progress;

    Export(AdminClient server, String did, Path folder, Consumer<String> progress) {
        this.server = server;
        this.did = did;
        this.folder = folder;
        this.progress = progress;
    }

    /// Writes the repository as it is now, and returns its size.
    long repo() {
        try (InputStream car = server.stream("com.atproto.sync.getRepo", "did", did)) {
            Files.createDirectories(folder);
            Path part = folder.resolve("repo.car.part");
            Files.copy(car, part, StandardCopyOption.REPLACE_EXISTING);
            Path whole = Files.move(
                    part,
                    folder.resolve("repo.car"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return Files.size(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the blobs that are not there yet, and returns how many the account has.
    int blobs() {
        int count = 0;
        var pages = server.pages("com.atproto.sync.listBlobs", "did", did, "limit", PAGE);
        for (DataMap page : (Iterable<DataMap>) pages::iterator) {
            for (String cid : cids(page)) {
                blob(cid);
                count++;
                if (count % PROGRESS_EVERY == 0) {
                    progress.accept(count + " blobs");
                }
            }
        }
        return count;
    }

    private static List<String> cids(DataMap page) {
        return page.get("cids") instanceof DataList list
                ? list.items().stream()
                        .map(cid -> cid instanceof DataString string ? string.value() : "")
                        .toList()
                : List.of();
    }

    private void blob(String cid) {
        try {
            Path blobs = Files.createDirectories(folder.resolve("blobs"));
            Path whole = blobs.resolve(Cid.parse(cid).toString()); // a CID is a file name, whatever a server says
            if (Files.exists(whole)) {
                return;
            }
            Path part = blobs.resolve(cid + ".part");
            MessageDigest digest = Sha256.digest();
            try (InputStream content = server.stream("com.atproto.sync.getBlob", "did", did, "cid", cid);
                    var out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
                content.transferTo(out);
            }
            if (!Cid.of(Cid.parse(cid).codec(), digest.digest()).equals(Cid.parse(cid))) {
                throw new IOException("the server sent something else for the blob " + cid);
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidCidException e) {
            throw new UncheckedIOException(new IOException("the server lists a blob that is none: " + cid, e));
        }
    }
}
