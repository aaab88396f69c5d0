package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import java.util.Optional;

/// `com.atproto.admin.getAccountInfos`: what is known of some accounts, in any state. Those that are not here are left
/// out.
public final class GetAccountInfos implements Endpoint<Caller, GetAccountInfos.Input, GetAccountInfos.Output> {

    public record Input(List<Did> dids) {}

    public record Output(List<AccountView> infos) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.admin.getAccountInfos", Access.MODERATOR, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final Invites invites;

    public GetAccountInfos(AccountService accounts, Invites invites) {
        this.accounts = accounts;
        this.invites = invites;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        return new Output(in.dids().stream()
                .distinct()
                .map(accounts::find)
                .flatMap(Optional::stream)
                .map(account -> AccountView.of(account, invites))
                .toList());
    }
}
