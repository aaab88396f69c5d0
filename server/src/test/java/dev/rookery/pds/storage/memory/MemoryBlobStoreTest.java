package dev.rookery.pds.storage.memory;

import dev.rookery.pds.blob.BlobStore;
import dev.rookery.pds.blob.BlobStoreContract;
import java.time.InstantSource;

class MemoryBlobStoreTest extends BlobStoreContract {
    @SuppressWarnings("NullAway.Init") // opened by each test
    private MemoryBlobStore store;

    @Override
    protected BlobStore open(InstantSource time) {
        store = new MemoryBlobStore(time);
        return store;
    }

    @Override
    protected int temporaryCount() {
        return store.temporaryCount();
    }
}
