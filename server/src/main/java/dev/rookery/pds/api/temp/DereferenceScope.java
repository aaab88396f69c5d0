package dev.rookery.pds.api.temp;

import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.temp.dereferenceScope`: what a reference to an OAuth scope stands for. This server gives out scopes in
/// full and no references to them, so there is none that it knows.
public final class DereferenceScope
        implements Endpoint<Caller.Anonymous, DereferenceScope.Input, DereferenceScope.Output> {

    public record Input(String scope) {}

    public record Output(String scope) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.temp.dereferenceScope", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        throw XrpcException.named("InvalidScopeReference", "Not a scope reference of this server");
    }
}
