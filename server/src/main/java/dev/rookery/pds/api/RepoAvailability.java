package dev.rookery.pds.api;

import dev.rookery.atproto.syntax.AtIdentifier;
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

    /// Returns whose repository it is. Refuses where the caller may not see it, or where there is none.
    public Account check(AtIdentifier repo, Caller caller) {
        Account account = accounts.find(repo).orElseThrow(() -> notFound(repo));
        if (!isOwnerOrOperator(account.did(), caller)) {
            switch (account.status()) {
                case TAKEN_DOWN -> throw XrpcException.named("RepoTakendown", "Repo has been takendown: " + repo);
                case DEACTIVATED -> throw XrpcException.named("RepoDeactivated", "Repo has been deactivated: " + repo);
                case DELETED -> throw notFound(repo);
                case ACTIVE -> {}
            }
        }
        return account;
    }

    /// What is said of a repository that is not here.
    public static XrpcException notFound(AtIdentifier repo) {
        return XrpcException.named("RepoNotFound", "Could not find repo for DID: " + repo);
    }

    private static boolean isOwnerOrOperator(Did did, Caller caller) {
        return switch (caller) {
            case Caller.Account account -> account.did().equals(did);
            case Caller.Admin _ -> true;
            case Caller.Anonymous _, Caller.Refresh _, Caller.Service _ -> false;
        };
    }
}
