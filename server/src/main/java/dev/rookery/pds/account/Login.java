package dev.rookery.pds.account;

import org.jspecify.annotations.Nullable;

/// What came of [AccountService#login].
public sealed interface Login {
    /// The password is right. `appPassword` names it if it is not the account's own; `passwordHash` is the one that was
    /// found, so that no session is opened if the password ends before that.
    record Accepted(Account account, @Nullable AppPasswordName appPassword, String passwordHash) implements Login {}

    /// There is no such account, or the password is wrong: which of them is nobody's business.
    record Refused() implements Login {}
}
