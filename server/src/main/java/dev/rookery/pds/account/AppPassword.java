package dev.rookery.pds.account;

import java.time.Instant;

/// A password for one app, kept as a hash. Its name is unique within the account.
public record AppPassword(String name, boolean privileged, String passwordHash, Instant createdAt) {}
