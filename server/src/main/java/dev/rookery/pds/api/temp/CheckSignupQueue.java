package dev.rookery.pds.api.temp;

import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.temp.checkSignupQueue`: whether the caller has been let in. There is no queue here, so everyone has.
public final class CheckSignupQueue implements Endpoint<Caller.Account, Nothing, CheckSignupQueue.Output> {

    public record Output(boolean activated) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "com.atproto.temp.checkSignupQueue",
            Access.ACCOUNT_IN_ANY_STATE.also(Credential.SIGNUP_QUEUED),
            RateLimit.NONE,
            Nothing.class,
            Output.class);

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        return new Output(true);
    }
}
