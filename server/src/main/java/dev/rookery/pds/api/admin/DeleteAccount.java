package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.admin.deleteAccount`: deletes an account with its repository and blobs. One that is not there is
/// deleted already.
public final class DeleteAccount implements Endpoint<Caller.Admin, DeleteAccount.Input, Nothing> {

    public record Input(Did did) {}

    private static final Method<Caller.Admin, Input, Nothing> METHOD =
            new Method<>("com.atproto.admin.deleteAccount", Access.ADMIN, RateLimit.NONE, Input.class, Nothing.class);

    private final AccountService accounts;

    public DeleteAccount(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    public Method<Caller.Admin, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Admin caller, Input in) {
        accounts.delete(in.did());
        return Nothing.NOTHING;
    }
}
