package dev.rookery.pds.account;

/// What came of [AccountService#changeEmail].
public enum EmailChange {
    CHANGED,
    /// Another account has the address.
    TAKEN,
    /// The code has been used, or replaced by a newer one.
    CODE_GONE,
    NO_ACCOUNT
}
