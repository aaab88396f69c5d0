package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.identity.resolveIdentity`: the DID, its document, and the handle where both lead to each other.
public final class ResolveIdentity implements Endpoint<Caller.Anonymous, ResolveIdentity.Input, IdentityInfo> {

    public record Input(AtIdentifier identifier) {}

    private static final Method<Caller.Anonymous, Input, IdentityInfo> METHOD = new Method<>(
            "com.atproto.identity.resolveIdentity", Access.PUBLIC, RateLimit.NONE, Input.class, IdentityInfo.class);

    private final Identities identities;

    public ResolveIdentity(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Method<Caller.Anonymous, Input, IdentityInfo> method() {
        return METHOD;
    }

    @Override
    public IdentityInfo handle(Caller.Anonymous caller, Input in) {
        return identities.find(in.identifier(), false);
    }
}
