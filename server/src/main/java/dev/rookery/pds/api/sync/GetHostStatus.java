package dev.rookery.pds.api.sync;

import dev.rookery.pds.api.sync.HostStatus.Host;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.sync.getHostStatus`: how this server does. It follows no other hosts, so it knows of none.
public final class GetHostStatus implements Endpoint<Caller.Anonymous, GetHostStatus.Input, Host> {
    public record Input(String hostname) {}

    private static final Method<Caller.Anonymous, Input, Host> METHOD =
            new Method<>("com.atproto.sync.getHostStatus", Access.PUBLIC, RateLimit.NONE, Input.class, Host.class);

    private final HostStatus host;

    public GetHostStatus(HostStatus host) {
        this.host = host;
    }

    @Override
    public Method<Caller.Anonymous, Input, Host> method() {
        return METHOD;
    }

    @Override
    public Host handle(Caller.Anonymous caller, Input in) {
        if (!host.isThis(in.hostname())) {
            throw XrpcException.named("HostNotFound", "Host not found: " + in.hostname());
        }
        return host.now();
    }
}
