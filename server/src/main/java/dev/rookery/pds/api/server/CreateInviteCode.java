package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.InviteStore;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.createInviteCode`: makes one invite code, the operator's own or an account's to give away.
public final class CreateInviteCode implements Endpoint<Caller.Admin, CreateInviteCode.Input, CreateInviteCode.Output> {

    public record Input(int useCount, @Nullable Did forAccount) {}

    public record Output(String code) {}

    private static final Method<Caller.Admin, Input, Output> METHOD = new Method<>(
            "com.atproto.server.createInviteCode", Access.ADMIN, RateLimit.NONE, Input.class, Output.class);

    private final Invites invites;

    public CreateInviteCode(Invites invites) {
        this.invites = invites;
    }

    @Override
    public Method<Caller.Admin, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Admin caller, Input in) {
        String account =
                in.forAccount() == null ? InviteStore.OPERATOR : in.forAccount().text();
        return new Output(
                invites.give(List.of(account), 1, in.useCount()).getFirst().code());
    }
}
