package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.admin.getAccountInfo`: what is known of one account, in any state.
public final class GetAccountInfo implements Endpoint<Caller, GetAccountInfo.Input, AccountView> {

    public record Input(Did did) {}

    private static final Method<Caller, Input, AccountView> METHOD = new Method<>(
            "com.atproto.admin.getAccountInfo", Access.MODERATOR, RateLimit.NONE, Input.class, AccountView.class);

    private final AccountService accounts;
    private final Invites invites;

    public GetAccountInfo(AccountService accounts, Invites invites) {
        this.accounts = accounts;
        this.invites = invites;
    }

    @Override
    public Method<Caller, Input, AccountView> method() {
        return METHOD;
    }

    @Override
    public AccountView handle(Caller caller, Input in) {
        return accounts.find(in.did())
                .map(account -> AccountView.of(account, invites))
                .orElseThrow(() -> XrpcException.named("NotFound", "Account not found"));
    }
}
