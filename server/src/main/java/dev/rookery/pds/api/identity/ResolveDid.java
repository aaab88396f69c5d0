package dev.rookery.pds.api.identity;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.identity.resolveDid`: the document of a DID. Whether its handle leads back is not asked.
public final class ResolveDid implements Endpoint<Caller.Anonymous, ResolveDid.Input, ResolveDid.Output> {

    public record Input(Did did) {}

    public record Output(DataMap didDoc) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.identity.resolveDid", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final Identities identities;

    public ResolveDid(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        return new Output(identities.document(in.did(), false).source());
    }
}
