package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Everything that is stored about an account when it is reserved.
///
/// `email` is in lower case; `signingKey` is the 32-byte secret of a K-256 key. An account that is moving in from
/// another server starts deactivated and is deleted again after `deleteAfter` if it never gets activated.
@SuppressWarnings("ArrayRecordComponent") // copied in and out, never compared
public record NewAccount(
        Did did,
        Handle handle,
        @Nullable String email,
        @Nullable String passwordHash,
        byte[] signingKey,
        @Nullable String inviteCode,
        Instant createdAt,
        @Nullable Instant deactivatedAt,
        @Nullable Instant deleteAfter) {

    public NewAccount {
        if (signingKey.length != 32) {
            throw new IllegalArgumentException("a K-256 secret is 32 bytes, not " + signingKey.length);
        }
        signingKey = signingKey.clone();
    }

    @Override
    public byte[] signingKey() {
        return signingKey.clone();
    }
}
