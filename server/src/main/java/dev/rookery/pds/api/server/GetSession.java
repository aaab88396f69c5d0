package dev.rookery.pds.api.server;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.getSession`: tells the caller who they are.
public final class GetSession implements Endpoint<Caller.Account, Nothing, GetSession.Output> {

    public record Output(
            Handle handle,
            Did did,
            @Nullable DataMap didDoc,
            @Nullable String email,
            boolean emailConfirmed,
            boolean emailAuthFactor,
            boolean active,
            @Nullable String status) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "com.atproto.server.getSession",
            Access.ACCOUNT_IN_ANY_STATE.also(Credential.SIGNUP_QUEUED),
            RateLimit.NONE,
            Nothing.class,
            Output.class);

    private final AccountService accounts;
    private final DidDocuments documents;

    public GetSession(AccountService accounts, DidDocuments documents) {
        this.accounts = accounts;
        this.documents = documents;
    }

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        Account account = accounts.find(caller.did())
                .filter(found -> !found.takenDown())
                .orElseThrow(
                        () -> XrpcException.invalidRequest("Could not find user info for account: " + caller.did()));
        return new Output(
                account.handle(),
                account.did(),
                documents.forSession(account.did()),
                account.email(),
                account.emailConfirmedAt() != null,
                account.needsSignInCode(),
                account.status().active(),
                CreateSession.status(account));
    }
}
