package dev.rookery.pds.storage.memory;

import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.repo.RepoStoreContract;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;

class MemoryRepoStoreTest extends RepoStoreContract {
    @Override
    protected RepoStore open() {
        return new KeyValueRepoStore(new MemoryKeyValues());
    }

    @Override
    protected boolean isDurable() {
        return false;
    }
}
