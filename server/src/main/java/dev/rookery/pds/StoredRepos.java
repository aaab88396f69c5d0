package dev.rookery.pds;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.repo.LogChecker;
import dev.rookery.pds.repo.RepoChecker;
import dev.rookery.pds.storage.disk.DiskBlobStore;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import dev.rookery.pds.storage.sqlite.SqliteAccountStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The repositories in a data folder whose server is stopped, to be looked at and not changed.
public final class StoredRepos implements AutoCloseable {
    private final Parts parts = new Parts();
    private final KeyValueRepoStore store;
    private final RepoChecker checker;

    public StoredRepos(Path dataFolder, Path blobFolder) {
        try {
            var accounts = parts.add(new SqliteAccountStore(dataFolder.resolve(Pds.ACCOUNTS_FILE)));
            var time = InstantSource.system();
            store = parts.add(new KeyValueRepoStore(new RocksKeyValues(dataFolder.resolve(Pds.REPOS_FOLDER)), time));
            var blobs = new DiskBlobStore(blobFolder, time, new SecureRandom());
            checker = new RepoChecker(store, blobs, new AccountKeys(accounts), Lexicons.bundled());
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /// Everyone who has a repository.
    public List<Did> all() {
        var found = new ArrayList<Did>();
        store.eachHead(found::add);
        return found;
    }

    /// What is wrong with a repository.
    public List<String> check(Did did) {
        return checker.check(did);
    }

    /// What is wrong with the event log, and with the repositories that it tells of.
    public List<String> checkLog() {
        return new LogChecker(store, store).check();
    }

    @Override
    public void close() {
        parts.close();
    }
}
