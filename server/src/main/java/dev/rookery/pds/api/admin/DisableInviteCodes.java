package dev.rookery.pds.api.admin;

import dev.rookery.pds.account.InviteStore;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.disableInviteCodes`: disables single codes, and all those of some accounts.
public final class DisableInviteCodes implements Endpoint<Caller, DisableInviteCodes.Input, Nothing> {

    public record Input(
            @Nullable List<String> codes, @Nullable List<String> accounts) {}

    private static final Method<Caller, Input, Nothing> METHOD = new Method<>(
            "com.atproto.admin.disableInviteCodes", Access.MODERATOR, RateLimit.NONE, Input.class, Nothing.class);

    private final Invites invites;

    public DisableInviteCodes(Invites invites) {
        this.invites = invites;
    }

    @Override
    public Method<Caller, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller caller, Input in) {
        List<String> accounts = orNone(in.accounts());
        if (accounts.contains(InviteStore.OPERATOR)) {
            throw XrpcException.invalidRequest("cannot disable admin invite codes");
        }
        invites.disable(orNone(in.codes()), accounts);
        return Nothing.NOTHING;
    }

    private static List<String> orNone(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}
