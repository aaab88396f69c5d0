package dev.rookery.pds.account;

import org.jspecify.annotations.Nullable;

/// What came of [AccountService#login].
public sealed interface Login {
    /// The password is right. `appPassword` names it if it is not the account's own.
    record Accepted(Account account, @Nullable AppPasswordName appPassword) implements Login {}

    /// There is no such account, or the password is wrong: which of them is nobody's business.
    record Refused() implements Login {}
}
