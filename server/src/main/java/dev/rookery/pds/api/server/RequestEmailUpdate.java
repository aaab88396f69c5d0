package dev.rookery.pds.api.server;

import dev.rookery.pds.account.Account;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;

/// `com.atproto.server.requestEmailUpdate`: tells whether the caller needs a code to change the address, and mails
/// it.
///
/// The code goes to the address that the account has: whoever holds a session alone cannot take the account along. An
/// address that was never confirmed protects nothing, so it is changed without.
public final class RequestEmailUpdate implements Endpoint<Caller.Account, Nothing, RequestEmailUpdate.Output> {

    public record Output(boolean tokenRequired) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "com.atproto.server.requestEmailUpdate",
            Access.ACCOUNT_OR_DEACTIVATED.fullOnly(),
            RateLimit.perAccount(15, Duration.ofDays(1)).and(RateLimit.perAccount(5, Duration.ofHours(1))),
            Nothing.class,
            Output.class);

    private final Codes codes;

    public RequestEmailUpdate(Codes codes) {
        this.codes = codes;
    }

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        Account account = codes.accountWithEmail(caller.did());
        boolean required = account.emailConfirmedAt() != null;
        if (required) {
            codes.mail(account, CodePurpose.UPDATE_EMAIL);
        }
        return new Output(required);
    }
}
