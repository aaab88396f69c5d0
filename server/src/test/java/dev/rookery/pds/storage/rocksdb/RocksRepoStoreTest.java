package dev.rookery.pds.storage.rocksdb;

import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.repo.RepoStoreContract;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class RocksRepoStoreTest extends RepoStoreContract {
    @TempDir
    Path folder;

    @Override
    protected RepoStore open(InstantSource time) {
        return new KeyValueRepoStore(new RocksKeyValues(folder), time);
    }
}
