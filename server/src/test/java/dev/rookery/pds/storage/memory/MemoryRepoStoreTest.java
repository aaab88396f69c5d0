package dev.rookery.pds.storage.memory;

import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.repo.RepoStoreContract;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import java.time.InstantSource;

class MemoryRepoStoreTest extends RepoStoreContract {
    @Override
    protected RepoStore open(InstantSource time) {
        return new KeyValueRepoStore(new MemoryKeyValues(), time);
    }

    @Override
    protected boolean isDurable() {
        return false;
    }
}
