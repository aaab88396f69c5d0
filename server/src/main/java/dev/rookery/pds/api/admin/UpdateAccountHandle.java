package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.api.HandleChange;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.admin.updateAccountHandle`: gives an account another handle, also one that people may not choose.
public final class UpdateAccountHandle implements Endpoint<Caller.Admin, UpdateAccountHandle.Input, Nothing> {

    public record Input(Did did, Handle handle) {}

    private static final Method<Caller.Admin, Input, Nothing> METHOD = new Method<>(
            "com.atproto.admin.updateAccountHandle", Access.ADMIN, RateLimit.NONE, Input.class, Nothing.class);

    private final HandleChange handles;

    public UpdateAccountHandle(HandleChange handles) {
        this.handles = handles;
    }

    @Override
    public Method<Caller.Admin, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Admin caller, Input in) {
        handles.apply(in.did(), in.handle(), true);
        return Nothing.NOTHING;
    }
}
