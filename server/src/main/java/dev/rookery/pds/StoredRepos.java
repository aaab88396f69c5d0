package dev.rookery.pds;

import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.TidClock;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.config.InvalidConfigException;
import dev.rookery.pds.config.Secret;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.outbound.OutboundException;
import dev.rookery.pds.repo.CollectionChecker;
import dev.rookery.pds.repo.LogChecker;
import dev.rookery.pds.repo.RepoChecker;
import dev.rookery.pds.repo.RepoRepair;
import dev.rookery.pds.storage.disk.DiskBlobStore;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.rocksdb.RocksKeyValues;
import dev.rookery.pds.storage.sqlite.SqliteAccountStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The repositories in a data folder whose server is stopped, to be looked at and put right.
public final class StoredRepos implements AutoCloseable {
    /// Of the clock that revisions come from: a server draws its own at every start.
    private static final int TID_CLOCK = 0;

    private final Parts parts = new Parts();
    private final KeyValueRepoStore store;
    private final RepoChecker checker;
    private final RepoRepair repair;

    /// @param keysHex what signing keys are encrypted with, where they are: the key for it, then the one before
    /// @throws InvalidConfigException if that is not the key
    public StoredRepos(Path dataFolder, Path blobFolder, List<Secret> keysHex) {
        try {
            var random = new SecureRandom();
            var accounts = parts.add(
                    new SqliteAccountStore(dataFolder.resolve(Pds.ACCOUNTS_FILE), Pds.keyCiphers(keysHex, random)));
            var time = InstantSource.system();
            store = parts.add(new KeyValueRepoStore(new RocksKeyValues(dataFolder.resolve(Pds.REPOS_FOLDER)), time));
            var blobs = new DiskBlobStore(blobFolder, time, random);
            var keys = new AccountKeys(accounts);
            var lexicons = Lexicons.bundled();
            checker = new RepoChecker(store, blobs, keys, lexicons);
            repair = new RepoRepair(store, keys, new TidClock(time, TID_CLOCK), time);
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

    /// What is wrong with a repository in the light of its account's DID document.
    public List<String> checkAgainst(DidResolver dids, Did did) {
        var head = store.head(did);
        if (head == null) {
            return List.of();
        }
        try {
            var key = dids.resolve(did).flatMap(DidDocument::signingKey);
            if (key.isEmpty()) {
                return List.of("its DID document is not there, or has no signing key");
            }
            return Commit.decode(head.commitBlock()).isSignedBy(key.get())
                    ? List.of()
                    : List.of("the commit is not signed with the key in its DID document");
        } catch (IdentityException | OutboundException e) {
            return List.of("its DID document cannot be had: " + e.getMessage());
        }
    }

    /// What is wrong with the lists of who has records of which collection.
    public List<String> checkCollections() {
        return new CollectionChecker(store).check();
    }

    /// What is wrong with the event log, and with the repositories that it tells of.
    public List<String> checkLog() {
        return new LogChecker(store, store).check();
    }

    /// Makes what follows from the records of a repository anew.
    public RepoRepair.Rebuilt rebuild(Did did, boolean signAnew) {
        return repair.rebuild(did, signAnew);
    }

    /// Signs and announces a new commit of each repository that is there, and returns how many are.
    public int resync(List<Did> dids) {
        return repair.resync(dids);
    }

    @Override
    public void close() {
        parts.close();
    }
}
