package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.EmailAddresses;
import dev.rookery.pds.account.EmailChange;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.admin.updateAccountEmail`: gives an account, in any state, another e-mail address, unconfirmed.
public final class UpdateAccountEmail implements Endpoint<Caller.Admin, UpdateAccountEmail.Input, Nothing> {

    public record Input(AtIdentifier account, String email) {}

    private static final Method<Caller.Admin, Input, Nothing> METHOD = new Method<>(
            "com.atproto.admin.updateAccountEmail", Access.ADMIN, RateLimit.NONE, Input.class, Nothing.class);

    private final AccountService accounts;

    public UpdateAccountEmail(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    public Method<Caller.Admin, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Admin caller, Input in) {
        Did did = accounts.find(in.account())
                .map(Account::did)
                .orElseThrow(() -> XrpcException.invalidRequest("Account does not exist: " + in.account()));
        if (!EmailAddresses.wellFormed(in.email())) {
            throw XrpcException.invalidRequest("This is no email address: " + in.email());
        }
        if (accounts.changeEmail(did, in.email(), null) != EmailChange.CHANGED) {
            throw XrpcException.invalidRequest("This email address is already in use, please use a different email.");
        }
        return Nothing.NOTHING;
    }
}
