package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.identity.resolveHandle`: the DID that a handle leads to, here or anywhere.
public final class ResolveHandle implements Endpoint<Caller.Anonymous, ResolveHandle.Input, ResolveHandle.Output> {

    public record Input(Handle handle) {}

    public record Output(Did did) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
            "com.atproto.identity.resolveHandle", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final HandleLookup handles;

    public ResolveHandle(HandleLookup handles) {
        this.handles = handles;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        return handles.find(in.handle(), false)
                .map(Output::new)
                .orElseThrow(() -> handles.isOurs(in.handle())
                        ? XrpcException.named("HandleNotFound", "Unable to resolve handle")
                        : XrpcException.invalidRequest("Unable to resolve handle"));
    }
}
