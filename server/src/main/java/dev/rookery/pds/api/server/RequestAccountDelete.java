package dev.rookery.pds.api.server;

import dev.rookery.pds.api.Codes;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;

/// `com.atproto.server.requestAccountDelete`: mails a code with which the caller can delete the account.
public final class RequestAccountDelete implements Endpoint<Caller.Account, Nothing, Nothing> {

    private static final Method<Caller.Account, Nothing, Nothing> METHOD = new Method<>(
            "com.atproto.server.requestAccountDelete",
            Access.ACCOUNT_OR_DEACTIVATED.fullOnly(),
            RateLimit.perAccount(15, Duration.ofDays(1)).and(RateLimit.perAccount(5, Duration.ofHours(1))),
            Nothing.class,
            Nothing.class);

    private final Codes codes;

    public RequestAccountDelete(Codes codes) {
        this.codes = codes;
    }

    @Override
    public Method<Caller.Account, Nothing, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Nothing in) {
        codes.mail(caller.did(), CodePurpose.DELETE_ACCOUNT);
        return Nothing.NOTHING;
    }
}
