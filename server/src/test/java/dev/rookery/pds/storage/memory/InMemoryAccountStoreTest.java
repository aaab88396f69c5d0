package dev.rookery.pds.storage.memory;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AccountStoreContract;

class InMemoryAccountStoreTest extends AccountStoreContract {
    @Override
    protected AccountStore open() {
        return new InMemoryAccountStore();
    }
}
