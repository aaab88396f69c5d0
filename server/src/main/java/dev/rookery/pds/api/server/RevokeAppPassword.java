package dev.rookery.pds.api.server;

import dev.rookery.pds.account.AppPasswords;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.server.revokeAppPassword`: takes one of the caller's app passwords away and ends the sessions opened
/// with it. One that is not there is gone already.
public final class RevokeAppPassword implements Endpoint<Caller.Account, RevokeAppPassword.Input, Nothing> {

    public record Input(String name) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.revokeAppPassword",
            Access.ACCOUNT_IN_ANY_STATE,
            RateLimit.NONE,
            Input.class,
            Nothing.class);

    private final AppPasswords passwords;

    public RevokeAppPassword(AppPasswords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Method<Caller.Account, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Input in) {
        passwords.revoke(caller.did(), in.name());
        return Nothing.NOTHING;
    }
}
