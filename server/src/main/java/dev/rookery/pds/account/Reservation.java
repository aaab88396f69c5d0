package dev.rookery.pds.account;

/// What came of [AccountStore#reserve].
public enum Reservation {
    RESERVED,
    /// An account with this DID exists already.
    DID_TAKEN,
    HANDLE_TAKEN,
    EMAIL_TAKEN,
    /// The invite code does not exist, is disabled, is used up, or belongs to an account that was taken down.
    INVITE_UNAVAILABLE
}
