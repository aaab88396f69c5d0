package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.deactivateAccount`: hides the caller's account, until it is activated again or for good.
public final class DeactivateAccount implements Endpoint<Caller.Account, DeactivateAccount.Input, Nothing> {

    /// What to do later: `deleteAfter` is the time from which on the account may be deleted.
    public record Input(@Nullable Datetime deleteAfter) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.deactivateAccount",
            Access.ACCOUNT_IN_ANY_STATE.fullOnly().also(Credential.TAKENDOWN),
            RateLimit.NONE,
            Input.class,
            Nothing.class);

    private final AccountService accounts;

    public DeactivateAccount(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    public Method<Caller.Account, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Input in) {
        Instant deleteAfter = in.deleteAfter() == null ? null : in.deleteAfter().toInstant();
        if (accounts.deactivate(caller.did(), deleteAfter).isEmpty()) {
            throw XrpcException.invalidRequest("Account not found");
        }
        return Nothing.NOTHING;
    }
}
