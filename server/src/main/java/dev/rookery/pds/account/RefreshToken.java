package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stored refresh token. `session` is the same for all tokens that descend from one login.
public record RefreshToken(
        HashedId id,
        String session,
        Did did,
        Instant expiresAt,
        @Nullable AppPasswordName appPassword) {}
