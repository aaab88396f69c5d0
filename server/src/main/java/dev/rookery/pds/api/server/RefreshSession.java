package dev.rookery.pds.api.server;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.auth.Session;
import dev.rookery.pds.auth.Sessions;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.refreshSession`: renews a session with its refresh token.
public final class RefreshSession implements Endpoint<Caller.Refresh, Nothing, RefreshSession.Output> {

    public record Output(
            String accessJwt,
            String refreshJwt,
            Handle handle,
            Did did,
            @Nullable DataMap didDoc,
            @Nullable String email,
            boolean emailConfirmed,
            boolean emailAuthFactor,
            boolean active,
            @Nullable String status) {}

    private static final Method<Caller.Refresh, Nothing, Output> METHOD = new Method<>(
            "com.atproto.server.refreshSession", Access.REFRESH, RateLimit.NONE, Nothing.class, Output.class);

    private final AccountService accounts;
    private final Sessions sessions;
    private final DidDocuments documents;

    public RefreshSession(AccountService accounts, Sessions sessions, DidDocuments documents) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.documents = documents;
    }

    @Override
    public Method<Caller.Refresh, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Refresh caller, Nothing in) {
        Account account = accounts.find(caller.did())
                .orElseThrow(
                        () -> XrpcException.invalidRequest("Could not find user info for account: " + caller.did()));
        if (account.takenDown()) {
            throw XrpcException.authRequired("AccountTakedown", "Account has been taken down");
        }
        Session session = sessions.renew(caller.tokenId())
                .orElseThrow(() -> XrpcException.named("ExpiredToken", "Token has been revoked"));
        return new Output(
                session.accessJwt(),
                session.refreshJwt(),
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
