package dev.rookery.pds.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.keyvalue.KeyValues;
import dev.rookery.pds.storage.memory.MemoryBlobStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Repositories over a storage engine, with all that reads and writes them.
final class TestRepos implements AutoCloseable {
    static final SigningKey KEY = SigningKey.generate(Algorithm.K256, new SecureRandom());
    static final Lexicons LEXICONS = Lexicons.bundled();
    static final Nsid NOTE = new Nsid("com.example.note");

    static final int BLOCKS_MAX = 20_000;

    private static final InstantSource TIME = InstantSource.system();

    final KeyValueRepoStore store;
    final MemoryBlobStore blobStore;
    final RepoService repos;
    final RepoReader reader;
    final BlobService blobs;
    final RepoImports importer;
    final RecordPreparer preparer = new RecordPreparer(LEXICONS);

    TestRepos(KeyValues engine, Path staging) {
        this(engine, new MemoryBlobStore(TIME), staging);
    }

    private TestRepos(KeyValues engine, MemoryBlobStore blobs, Path staging) {
        blobStore = blobs;
        var tids = new TidClock(TIME, 1);
        store = new KeyValueRepoStore(engine, TIME);
        repos = new RepoService(store, blobStore, did -> KEY, LEXICONS, tids, TIME);
        reader = new RepoReader(store, repos);
        this.blobs = new BlobService(store, blobStore, repos, TIME);
        importer = new RepoImports(
                new RepoImporter(store, repos, did -> KEY, tids, TIME, BLOCKS_MAX),
                staging,
                Thread.ofPlatform().daemon().factory());
    }

    /// The same after a crash: what was held in memory only is lost.
    TestRepos crashed(KeyValues engine, Path staging) {
        importer.close();
        repos.close();
        return new TestRepos(engine, blobStore, staging);
    }

    static DataMap note(String text) {
        return DataMap.of("text", new DataString(text));
    }

    Write.Put put(String rkey, DataMap record) {
        return put(NOTE, new RecordKey(rkey), record, null);
    }

    Write.Put put(Nsid collection, RecordKey rkey, DataMap record, @Nullable Swap swap) {
        return new Write.Put(collection, rkey, preparer.prepare(collection, rkey, record, null, "$.record"), swap);
    }

    static Write.Delete delete(String rkey) {
        return new Write.Delete(NOTE, new RecordKey(rkey), null, false);
    }

    WriteOutcome apply(Did did, Write... writes) {
        return repos.apply(did, List.of(writes), null);
    }

    Blob upload(Did did, String content) {
        var bytes = new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        return ((BlobService.Upload.Stored) blobs.upload(did, bytes, "text/plain", 1000)).blob();
    }

    /// Whether the blob is where blobs that records name are.
    boolean isPermanent(Did did, Cid blob) {
        return blobStore.has(did, blob);
    }

    byte[] export(Did did) {
        var out = new ByteArrayOutputStream();
        try {
            reader.export(did, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    byte[] exportSince(Did did, Tid since) {
        var out = new ByteArrayOutputStream();
        try {
            reader.exportSince(did, since, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    void importRepo(Did did, byte[] car) {
        try {
            importer.importRepo(did, new ByteArrayInputStream(car), List::of, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What does not hold of the repository or the event log.
    List<String> problems(Did did) {
        var problems = new RepoChecker(store, blobStore, d -> KEY, LEXICONS).check(did);
        if (problems.isEmpty()) {
            problems = new CollectionChecker(store).check();
        }
        return problems.isEmpty() ? new LogChecker(store, store).check() : problems;
    }

    @Override
    public void close() {
        importer.close();
        repos.close();
        store.close();
    }
}
