package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One account, without its secrets.
///
/// `email` is in lower case. `takedownRef` says on whose word the account was taken down; it is absent when it was not.
public record Account(
        Did did,
        Handle handle,
        @Nullable String email,
        @Nullable Instant emailConfirmedAt,
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

    public boolean takenDown() {
        return takedownRef != null;
    }

    public boolean deactivated() {
        return deactivatedAt != null;
    }
}
