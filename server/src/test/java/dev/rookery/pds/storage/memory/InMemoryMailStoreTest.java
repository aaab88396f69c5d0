package dev.rookery.pds.storage.memory;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.MailStoreContract;

class InMemoryMailStoreTest extends MailStoreContract {
    @Override
    protected AccountStore open() {
        return new InMemoryAccountStore();
    }
}
