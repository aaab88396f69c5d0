package dev.rookery.pds.api.server;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.server.activateAccount`: brings the caller's account to life, if its DID points here.
public final class ActivateAccount implements Endpoint<Caller.Account, Nothing, Nothing> {
    private static final Method<Caller.Account, Nothing, Nothing> METHOD = new Method<>(
            "com.atproto.server.activateAccount",
            Access.ACCOUNT_IN_ANY_STATE.fullOnly(),
            RateLimit.NONE,
            Nothing.class,
            Nothing.class);

    private final AccountService accounts;
    private final DidCheck check;

    public ActivateAccount(AccountService accounts, DidCheck check) {
        this.accounts = accounts;
        this.check = check;
    }

    @Override
    public Method<Caller.Account, Nothing, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Nothing in) {
        if (accounts.find(caller.did()).isEmpty()) {
            throw notFound();
        }
        check.problem(caller.did()).ifPresent(problem -> {
            throw XrpcException.invalidRequest(problem);
        });
        if (accounts.activate(caller.did()).isEmpty()) {
            throw notFound();
        }
        return Nothing.NOTHING;
    }

    private static XrpcException notFound() {
        return XrpcException.named("AccountNotFound", "user not found");
    }
}
