package dev.rookery.pds.api.sync;

import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.sync.requestCrawl`: a request to follow a host's events.
///
/// These are for relays. This server has its own events at hand and follows nobody else's, so it has nothing to do for
/// its own name and says so to every other.
public final class RequestCrawl implements Endpoint<Caller.Anonymous, RequestCrawl.Input, Nothing> {
    public record Input(String hostname) {}

    private static final Method<Caller.Anonymous, Input, Nothing> METHOD =
            new Method<>("com.atproto.sync.requestCrawl", Access.PUBLIC, RateLimit.NONE, Input.class, Nothing.class);

    private final HostStatus host;

    public RequestCrawl(HostStatus host) {
        this.host = host;
    }

    @Override
    public Method<Caller.Anonymous, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Anonymous caller, Input in) {
        if (!host.isThis(in.hostname())) {
            throw XrpcException.invalidRequest("This server does not follow other hosts: it is no relay");
        }
        return Nothing.NOTHING;
    }
}
