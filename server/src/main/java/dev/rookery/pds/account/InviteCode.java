package dev.rookery.pds.account;

import java.time.Instant;

/// A code that lets someone sign up, `availableUses` times in all. `forAccount` is a DID, or `admin`.
public record InviteCode(
        String code, int availableUses, boolean disabled, String forAccount, String createdBy, Instant createdAt) {}
