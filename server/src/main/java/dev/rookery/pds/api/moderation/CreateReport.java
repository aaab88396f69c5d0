package dev.rookery.pds.api.moderation;

import dev.rookery.pds.api.Forwarding;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.ForwardedInput;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;
import org.jspecify.annotations.Nullable;

/// `com.atproto.moderation.createReport`: tells a moderation service about an account or a record.
public final class CreateReport implements Endpoint<Caller.Account, ForwardedInput, ResponseBody> {
    private static final Method<Caller.Account, ForwardedInput, ResponseBody> METHOD = new Method<>(
            "com.atproto.moderation.createReport",
            Access.ACCOUNT_IN_ANY_STATE.also(Credential.TAKENDOWN),
            RateLimit.NONE,
            ForwardedInput.class,
            ResponseBody.class);

    private final Forwarding forwarding;
    private final Forwarding.@Nullable Peer reports;

    /// @param reports where reports go unless the client says otherwise
    public CreateReport(Forwarding forwarding, Forwarding.@Nullable Peer reports) {
        this.forwarding = forwarding;
        this.reports = reports;
    }

    @Override
    public Method<Caller.Account, ForwardedInput, ResponseBody> method() {
        return METHOD;
    }

    @Override
    public ResponseBody handle(Caller.Account caller, ForwardedInput in) {
        return forwarding.post(caller.did(), METHOD.nsid(), in, reports);
    }
}
