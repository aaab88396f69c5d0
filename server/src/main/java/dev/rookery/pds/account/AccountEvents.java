package dev.rookery.pds.account;

/// Announces changes of accounts, in one durable write each.
public interface AccountEvents {
    /// Appends what is owed, as the account is now.
    void announce(Account account, OwedEvents owed);
}
