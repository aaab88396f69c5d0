package dev.rookery.pds.api.server;

import dev.rookery.pds.auth.Sessions;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.server.deleteSession`: signs out. A refresh token past its time will do.
public final class DeleteSession implements Endpoint<Caller.Refresh, Nothing, Nothing> {
    private static final Method<Caller.Refresh, Nothing, Nothing> METHOD = new Method<>(
            "com.atproto.server.deleteSession",
            Access.REFRESH_OR_EXPIRED,
            RateLimit.NONE,
            Nothing.class,
            Nothing.class);

    private final Sessions sessions;

    public DeleteSession(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Method<Caller.Refresh, Nothing, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Refresh caller, Nothing in) {
        sessions.end(caller.tokenId());
        return Nothing.NOTHING;
    }
}
