package dev.rookery.pds.api.sync;

import dev.rookery.pds.api.sync.HostStatus.Host;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.sync.listHosts`: the hosts of which events come from here, which is this server alone.
public final class ListHosts implements Endpoint<Caller.Anonymous, ListHosts.Input, ListHosts.Output> {
    public record Input(int limit, @Nullable String cursor) {}

    public record Output(@Nullable String cursor, List<Host> hosts) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.sync.listHosts", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final HostStatus host;

    public ListHosts(HostStatus host) {
        this.host = host;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    /// No answer has a cursor, so whoever sends one has seen all there is.
    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        return new Output(null, in.cursor() == null ? List.of(host.now()) : List.of());
    }
}
