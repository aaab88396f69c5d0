package dev.rookery.pds.api.lexicon;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.LexiconResolver;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Duration;

/// `com.atproto.lexicon.resolveLexicon`: a lexicon as its authority publishes it.
public final class ResolveLexicon implements Endpoint<Caller.Anonymous, ResolveLexicon.Input, ResolveLexicon.Output> {

    public record Input(Nsid nsid) {}

    public record Output(AtUri uri, Cid cid, DataMap schema) {}

    /// Every call makes requests to others.
    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
            "com.atproto.lexicon.resolveLexicon",
            Access.PUBLIC,
            RateLimit.perAddress(300, Duration.ofMinutes(5)),
            Input.class,
            Output.class);

    private final LexiconResolver resolver;

    public ResolveLexicon(LexiconResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        try {
            LexiconResolver.Published found = resolver.resolve(in.nsid());
            return new Output(found.uri(), found.cid(), found.schema());
        } catch (IdentityException e) {
            throw XrpcException.named("LexiconNotFound", "Unable to resolve lexicon: " + e.getMessage());
        }
    }
}
