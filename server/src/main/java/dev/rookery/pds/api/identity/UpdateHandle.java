package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.api.HandleChange;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;

/// `com.atproto.identity.updateHandle`: gives the caller's account another handle, under a service domain or one of
/// the caller's own that leads to the account's DID.
public final class UpdateHandle implements Endpoint<Caller.Account, UpdateHandle.Input, Nothing> {

    public record Input(Handle handle) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "com.atproto.identity.updateHandle",
            Access.ACCOUNT_OR_DEACTIVATED,
            RateLimit.perAccount(10, Duration.ofMinutes(5)).and(RateLimit.perAccount(50, Duration.ofDays(1))),
            Input.class,
            Nothing.class);

    private final HandleChange handles;

    public UpdateHandle(HandleChange handles) {
        this.handles = handles;
    }

    @Override
    public Method<Caller.Account, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Input in) {
        handles.apply(caller.did(), in.handle(), false);
        return Nothing.NOTHING;
    }
}
