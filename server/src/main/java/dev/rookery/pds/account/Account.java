package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One account, without its secrets.
///
/// `email` is in lower case. `emailAuthFactor` is what the owner asked for, see [#needsSignInCode].
/// `takedownRef` says on whose word the account was taken down; it is absent when it was not.
public record Account(
        Did did,
        Handle handle,
        @Nullable String email,
        @Nullable Instant emailConfirmedAt,
        boolean emailAuthFactor,
        Instant createdAt,
        @Nullable Instant deactivatedAt,
        @Nullable Instant deleteAfter,
        @Nullable String takedownRef,
        boolean invitesDisabled) {

    /// A takedown outweighs a deactivation, which comes back to light when the takedown is lifted.
    public AccountStatus status() {
        if (takedownRef != null) {
            return AccountStatus.TAKEN_DOWN;
        }
        return deactivatedAt != null ? AccountStatus.DEACTIVATED : AccountStatus.ACTIVE;
    }

    /// Whether signing in with the account's own password takes a code that comes by mail, too. While an
    /// address is not confirmed it does not, whatever the owner asked for: the code might reach nobody, or
    /// somebody else.
    public boolean needsSignInCode() {
        return emailAuthFactor && emailConfirmedAt != null;
    }

    public boolean takenDown() {
        return takedownRef != null;
    }

    public boolean deactivated() {
        return deactivatedAt != null;
    }
}
