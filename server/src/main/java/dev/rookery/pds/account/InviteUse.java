package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import java.time.Instant;

/// A sign-up with an invite code.
public record InviteUse(Did usedBy, Instant usedAt) {}
