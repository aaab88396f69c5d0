package dev.rookery.pds.account;

/// An order of invite codes for those who look through them, always descending.
public enum InviteOrder {
    /// By the time at which they were made, in milliseconds since 1970.
    RECENT,
    /// By the number of their uses.
    USAGE
}
