package dev.rookery.pds.auth;

import dev.rookery.atproto.syntax.Did;
import org.jspecify.annotations.Nullable;

/// What a session token says, once its signature is verified. Whether its time is over is asked each time.
///
/// @param type the header's `typ`
/// @param id the `jti`, which access tokens do not have
record SessionToken(
        String type,
        Did subject,
        String audience,
        String scope,
        @Nullable String id,
        double expiresAt) {
    boolean expired(long epochSecond) {
        return expiresAt <= epochSecond;
    }
}
