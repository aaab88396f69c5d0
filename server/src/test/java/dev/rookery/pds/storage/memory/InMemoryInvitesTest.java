package dev.rookery.pds.storage.memory;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.InviteStoreContract;

class InMemoryInvitesTest extends InviteStoreContract {
    @Override
    protected AccountStore open() {
        return new InMemoryAccountStore();
    }
}
