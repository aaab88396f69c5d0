package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.identity.HandleResolver;
import java.util.Optional;

/// Finds out where a handle leads: to an active account here, or out in the network if it is not ours to give.
public final class HandleLookup {
    private final AccountService accounts;
    private final HandleRules rules;
    private final HandleResolver resolver;

    public HandleLookup(AccountService accounts, HandleRules rules, HandleResolver resolver) {
        this.accounts = accounts;
        this.rules = rules;
        this.resolver = resolver;
    }

    /// Whether the handle lies under a domain of this server, so that nobody else can know of it.
    boolean isOurs(Handle handle) {
        return rules.isOurs(handle);
    }

    /// Returns the DID, or empty if the handle leads to none.
    ///
    /// @param anew whether the network is asked again though the answer is remembered
    Optional<Did> find(Handle handle, boolean anew) {
        Optional<Did> here = accounts.find(handle)
                .filter(account -> account.status().active())
                .map(Account::did);
        if (here.isPresent() || isOurs(handle)) {
            return here;
        }
        return anew ? resolver.recheck(handle) : resolver.resolve(handle);
    }
}
