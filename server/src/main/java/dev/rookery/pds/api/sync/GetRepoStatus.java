package dev.rookery.pds.api.sync;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.AccountStatus;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import org.jspecify.annotations.Nullable;

/// `com.atproto.sync.getRepoStatus`: whether an account is active here, and if it is, at which revision.
public final class GetRepoStatus implements Endpoint<Caller.Anonymous, GetRepoStatus.Input, GetRepoStatus.Output> {
    public record Input(Did did) {}

    public record Output(
            Did did,
            boolean active,
            @Nullable String status,
            @Nullable Tid rev) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.sync.getRepoStatus", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final RepoService repos;

    public GetRepoStatus(AccountService accounts, RepoService repos) {
        this.accounts = accounts;
        this.repos = repos;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        Did did = in.did();
        Account account = accounts.find(did).orElseThrow(() -> RepoAvailability.notFound(did));
        AccountStatus status = account.status();
        RepoHead head = status.active() ? repos.head(did) : null;
        return new Output(did, status.active(), status.whyInactive(), head == null ? null : head.rev());
    }
}
