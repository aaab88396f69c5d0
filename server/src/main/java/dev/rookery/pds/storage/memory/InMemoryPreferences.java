package dev.rookery.pds.storage.memory;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Preference;
import dev.rookery.pds.account.PreferenceStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The [PreferenceStore] beside the accounts, guarded by them.
final class InMemoryPreferences implements PreferenceStore {
    private final InMemoryAccountStore accounts;
    private final Map<Did, List<Preference>> byAccount = new HashMap<>();

    InMemoryPreferences(InMemoryAccountStore accounts) {
        this.accounts = accounts;
    }

    @Override
    public List<Preference> of(Did did) {
        synchronized (accounts) {
            return byAccount.getOrDefault(did, List.of());
        }
    }

    @Override
    public void change(Did did, UnaryOperator<List<Preference>> change) {
        synchronized (accounts) {
            if (accounts.find(did).isPresent()) {
                byAccount.put(did, List.copyOf(change.apply(of(did))));
            }
        }
    }

    void forget(Did did) {
        byAccount.remove(did);
    }
}
