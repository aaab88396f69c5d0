package dev.rookery.pds.api.sync;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.XrpcException;

/// Says whose repositories are shown: those of active accounts to anyone, others to their owner and the operator.
public final class RepoAvailability {
    private final AccountService accounts;

    public RepoAvailability(AccountService accounts) {
        this.accounts = accounts;
    }

    /// Refuses where the caller may not see the repository of `did`, or where there is none.
    public void check(Did did, Caller caller) {
        Account account = accounts.find(did)
                .orElseThrow(() -> XrpcException.named("RepoNotFound", "Could not find repo for DID: " + did));
        if (isOwnerOrOperator(did, caller)) {
            return;
        }
        switch (account.status()) {
            case TAKEN_DOWN -> throw XrpcException.named("RepoTakendown", "Repo has been takendown: " + did);
            case DEACTIVATED -> throw XrpcException.named("RepoDeactivated", "Repo has been deactivated: " + did);
            case DELETED -> throw XrpcException.named("RepoNotFound", "Could not find repo for DID: " + did);
            case ACTIVE -> {}
        }
    }

    private static boolean isOwnerOrOperator(Did did, Caller caller) {
        return switch (caller) {
            case Caller.Account account -> account.did().equals(did);
            case Caller.Admin _ -> true;
            case Caller.Anonymous _, Caller.Refresh _, Caller.Service _ -> false;
        };
    }
}
