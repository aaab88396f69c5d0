package dev.rookery.pds.storage.memory;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.PreferenceStoreContract;

class InMemoryPreferencesTest extends PreferenceStoreContract {
    @Override
    protected AccountStore open() {
        return new InMemoryAccountStore();
    }
}
