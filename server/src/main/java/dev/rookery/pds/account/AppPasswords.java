package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The app passwords of the accounts: made here at random, told once, kept as hashes.
public final class AppPasswords {
    /// A limit on what one account can make the server keep and compare at each sign-in.
    private static final int PER_ACCOUNT_MAX = 500;

    private static final int GROUPS = 4;
    private static final int GROUP_LENGTH = 4;

    /// What came of [#create].
    public sealed interface Outcome {
        /// The password, which cannot be found out again.
        record Created(String name, String password, boolean privileged, Instant createdAt) implements Outcome {}

        /// The account has one of this name already.
        record NameTaken() implements Outcome {}

        /// The account has as many as it may have.
        record TooMany(int max) implements Outcome {}
    }

    private final AccountStore store;
    private final PasswordHasher hasher;
    private final SecureRandom random;
    private final InstantSource time;

    public AppPasswords(AccountStore store, PasswordHasher hasher, SecureRandom random, InstantSource time) {
        this.store = store;
        this.hasher = hasher;
        this.random = random;
        this.time = time;
    }

    /// Makes one.
    ///
    /// @param privileged whether it reaches private messages too
    public Outcome create(Did account, String name, boolean privileged) {
        if (store.appPasswords(account).size() >= PER_ACCOUNT_MAX) {
            return new Outcome.TooMany(PER_ACCOUNT_MAX);
        }
        String password = RandomCodes.next(random, GROUPS, GROUP_LENGTH);
        Instant now = time.instant();
        String hash = hasher.hashAppPassword(account, password);
        return store.addAppPassword(account, new AppPassword(name, privileged, hash, now))
                ? new Outcome.Created(name, password, privileged, now)
                : new Outcome.NameTaken();
    }

    /// Those of an account, the newest first.
    public List<AppPassword> list(Did account) {
        return store.appPasswords(account);
    }

    /// Takes one away and ends the sessions opened with it. One that is not there is gone already.
    public void revoke(Did account, String name) {
        store.removeAppPassword(account, name);
    }
}
