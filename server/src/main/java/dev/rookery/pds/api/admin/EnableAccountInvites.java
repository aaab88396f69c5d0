package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.enableAccountInvites`: lets an account invite others again.
public final class EnableAccountInvites implements Endpoint<Caller, EnableAccountInvites.Input, Nothing> {

    /// Which account; the note is for the moderators' own tools and is not kept.
    public record Input(Did account, @Nullable String note) {}

    private static final Method<Caller, Input, Nothing> METHOD = new Method<>(
            "com.atproto.admin.enableAccountInvites", Access.MODERATOR, RateLimit.NONE, Input.class, Nothing.class);

    private final AccountService accounts;

    public EnableAccountInvites(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    public Method<Caller, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller caller, Input in) {
        if (!accounts.setInvitesDisabled(in.account(), false)) {
            throw XrpcException.invalidRequest("Account not found");
        }
        return Nothing.NOTHING;
    }
}
