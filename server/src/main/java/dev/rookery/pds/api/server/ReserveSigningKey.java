package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.NewKeys;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.reserveSigningKey`: a key for an account that is going to move here, to be named in its DID
/// document beforehand. A DID gets the same one each time.
public final class ReserveSigningKey
        implements Endpoint<Caller.Anonymous, ReserveSigningKey.Input, ReserveSigningKey.Output> {

    public record Input(@Nullable Did did) {}

    /// The key, as a `did:key`.
    public record Output(String signingKey) {}

    /// Each call may store a key, so there is a limit on what an address can make the server keep.
    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
            "com.atproto.server.reserveSigningKey",
            Access.PUBLIC,
            RateLimit.perAddress(100, Duration.ofMinutes(5)),
            Input.class,
            Output.class);

    private final NewKeys keys;

    public ReserveSigningKey(NewKeys keys) {
        this.keys = keys;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        return new Output(keys.reserve(in.did()).verifyingKey().didKey());
    }
}
