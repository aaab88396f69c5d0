package dev.rookery.pds.api.server;

import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.Invite;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.api.InviteView;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import java.util.stream.Stream;

/// `com.atproto.server.getAccountInviteCodes`: the codes that the caller may give away, those earned meanwhile too.
public final class GetAccountInviteCodes
        implements Endpoint<Caller.Account, GetAccountInviteCodes.Input, GetAccountInviteCodes.Output> {

    /// Which codes to list, and whether to make those that have been earned.
    public record Input(boolean includeUsed, boolean createAvailable) {}

    public record Output(List<InviteView> codes) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.server.getAccountInviteCodes",
            Access.ACCOUNT_OR_DEACTIVATED.fullOnly(),
            RateLimit.NONE,
            Input.class,
            Output.class);

    private final AccountService accounts;
    private final Invites invites;

    public GetAccountInviteCodes(AccountService accounts, Invites invites) {
        this.accounts = accounts;
        this.invites = invites;
    }

    @Override
    public Method<Caller.Account, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Input in) {
        Account account = accounts.find(caller.did())
                .filter(found -> found.status().active())
                .orElseThrow(() -> XrpcException.named("NotFound", "Account not found"));
        List<Invite> held = invites.of(caller.did());
        List<Invite> earned = in.createAvailable() ? earn(account, held) : List.of();
        return new Output(Stream.concat(held.stream(), earned.stream())
                .filter(invite -> !invite.code().disabled() && (in.includeUsed() || !invite.usedUp()))
                .map(InviteView::of)
                .toList());
    }

    private List<Invite> earn(Account account, List<Invite> held) {
        return invites.earn(account, held)
                .orElseThrow(() -> XrpcException.named(
                        "DuplicateCreate", "attempted to create additional codes in another request"));
    }
}
