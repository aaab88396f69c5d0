package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;

/// `com.atproto.identity.refreshIdentity`: looks an identity up anew, past what is remembered of it, if that was
/// not done in the last minute.
public final class RefreshIdentity implements Endpoint<Caller.Anonymous, RefreshIdentity.Input, IdentityInfo> {

    public record Input(AtIdentifier identifier) {}

    /// Each call asks other people's servers, so it is limited more than others.
    private static final Method<Caller.Anonymous, Input, IdentityInfo> METHOD = new Method<>(
            "com.atproto.identity.refreshIdentity",
            Access.PUBLIC,
            RateLimit.perAddress(100, Duration.ofMinutes(5)),
            Input.class,
            IdentityInfo.class);

    private final Identities identities;

    public RefreshIdentity(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Method<Caller.Anonymous, Input, IdentityInfo> method() {
        return METHOD;
    }

    @Override
    public IdentityInfo handle(Caller.Anonymous caller, Input in) {
        return identities.find(in.identifier(), true);
    }
}
