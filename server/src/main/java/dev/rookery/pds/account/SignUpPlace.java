package dev.rookery.pds.account;

import java.time.Instant;

/// A place in the order of sign-ups: by time, then by DID. `did` may be any text to compare with.
public record SignUpPlace(Instant createdAt, String did) {}
