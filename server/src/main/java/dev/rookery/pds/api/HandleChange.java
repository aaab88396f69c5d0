package dev.rookery.pds.api;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.account.WebDids;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.HandleResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.Optional;

/// The rules of changing a handle, in the order in which the reference tells of them.
public final class HandleChange {
    private final AccountService accounts;
    private final HandleRules rules;
    private final HandleResolver handles;
    private final WebDids dids;

    public HandleChange(AccountService accounts, HandleRules rules, HandleResolver handles, WebDids dids) {
        this.accounts = accounts;
        this.rules = rules;
        this.handles = handles;
        this.dids = dids;
    }

    /// Changes the handle here and, where the DID lies in the PLC directory, there.
    ///
    /// @param anyValid whether reserved names and those that offend are allowed
    public void apply(Did did, Handle handle, boolean anyValid) {
        if (accounts.find(did).filter(account -> !account.takenDown()).isEmpty()) {
            throw XrpcException.invalidRequest("Account not found");
        }
        checkRules(handle, anyValid);
        if (!rules.underServiceDomain(handle)
                && handles.refresh(handle).filter(did::equals).isEmpty()) {
            throw XrpcException.invalidRequest("External handle did not resolve to DID");
        }
        if (isAnothers(accounts.find(handle), did) || isAnothers(accounts.find(WebDids.of(handle)), did)) {
            throw taken(handle);
        }
        if (!did.method().equals("plc") && !dids.areKept(did)) {
            checkDocument(did, handle);
        }
        if (update(did, handle).isEmpty()) {
            throw taken(handle);
        }
    }

    private static boolean isAnothers(Optional<Account> account, Did did) {
        return account.filter(found -> !found.did().equals(did)).isPresent();
    }

    private void checkRules(Handle handle, boolean anyValid) {
        var refusal = anyValid ? rules.checkForOperator(handle) : rules.check(handle);
        refusal.ifPresent(reason -> {
            throw XrpcException.named(reason.error(), reason.message());
        });
    }

    private void checkDocument(Did did, Handle handle) {
        Optional<DidDocument> document;
        try {
            document = dids.refresh(did);
        } catch (IdentityException e) {
            document = Optional.empty();
        }
        if (document.flatMap(DidDocument::handle).filter(handle::equals).isEmpty()) {
            throw XrpcException.invalidRequest("DID is not properly configured for handle");
        }
    }

    private Optional<Account> update(Did did, Handle handle) {
        try {
            var changed = accounts.updateHandle(did, handle);
            dids.refresh(did); // so that the new handle is seen at once
            return changed;
        } catch (IdentityException e) {
            throw PlcFailures.answer("Could not update the DID", e);
        }
    }

    private static XrpcException taken(Handle handle) {
        return XrpcException.named("HandleNotAvailable", "Handle already taken: " + handle);
    }
}
