package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.api.InviteView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.defs#accountView`: what an operator and their moderators may know of an account. The
/// lexicon has no `emailAuthFactor`; an operator whom somebody asks for help needs it.
public record AccountView(
        Did did,
        Handle handle,
        @Nullable String email,
        Datetime indexedAt,
        @Nullable InviteView invitedBy,
        List<InviteView> invites,
        boolean invitesDisabled,
        @Nullable Datetime emailConfirmedAt,
        boolean emailAuthFactor,
        @Nullable Datetime deactivatedAt) {

    static AccountView of(Account account, Invites invites) {
        return new AccountView(
                account.did(),
                account.handle(),
                account.email(),
                Datetime.of(account.createdAt()),
                invites.usedBy(account.did()).map(InviteView::of).orElse(null),
                invites.of(account.did()).stream().map(InviteView::of).toList(),
                account.invitesDisabled(),
                datetime(account.emailConfirmedAt()),
                account.needsSignInCode(),
                datetime(account.deactivatedAt()));
    }

    private static @Nullable Datetime datetime(@Nullable Instant time) {
        return time == null ? null : Datetime.of(time);
    }
}
