package dev.rookery.pds.api.temp;

import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.temp.revokeAccountCredentials`: shuts whoever has got hold of an account out of it. Its sessions end,
/// its password and app passwords are no longer good; a new password is the way back in.
public final class RevokeAccountCredentials implements Endpoint<Caller.Admin, RevokeAccountCredentials.Input, Nothing> {

    public record Input(AtIdentifier account) {}

    private static final Method<Caller.Admin, Input, Nothing> METHOD = new Method<>(
            "com.atproto.temp.revokeAccountCredentials", Access.ADMIN, RateLimit.NONE, Input.class, Nothing.class);

    private final AccountService accounts;

    public RevokeAccountCredentials(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    public Method<Caller.Admin, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Admin caller, Input in) {
        if (!accounts.find(in.account())
                .map(Account::did)
                .filter(accounts::revokeCredentials)
                .isPresent()) {
            throw XrpcException.invalidRequest("Account not found");
        }
        return Nothing.NOTHING;
    }
}
