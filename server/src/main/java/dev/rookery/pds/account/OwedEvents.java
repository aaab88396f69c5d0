package dev.rookery.pds.account;

/// Which events about an account have yet to be appended to the sequence.
public enum OwedEvents {
    NONE,
    /// Those of a new account, which its repository's first commit carries: without a repository, the sign-up did not
    /// come to an end.
    CREATION,
    /// `#account`: its state changed.
    STATUS,
    /// `#identity`: its handle or its keys changed.
    IDENTITY,
    /// `#account`, `#identity` and `#sync`: it became active, so followers must take up the repo where it is now.
    ACTIVATION;

    /// What is owed when both are.
    public OwedEvents and(OwedEvents other) {
        if (this == CREATION || this == other) {
            return this;
        }
        if (this == NONE) {
            return other;
        }
        return other == NONE ? this : ACTIVATION;
    }
}
