package dev.rookery.pds.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The one way to make, find and change accounts.
///
/// Accounts are remembered: what every request asks (who is this, is it active) is answered from memory. The memory is
/// coherent because every change goes through here and drops what it changed after it is stored; a lookup that runs at
/// the same time is waited for and dropped too.
///
/// Changes of one account happen one after another, so that its events are in the order of its changes.
public final class AccountService {
    /// The longest password that is looked at, in characters.
    public static final int PASSWORD_LENGTH_MAX = 512;

    /// The longest password that an account may be given, in characters.
    public static final int NEW_PASSWORD_LENGTH_MAX = 256;

    private static final int BYTES_EACH = 1_024;
    private static final int HEAP_SHARE = 16;

    /// Anybody can ask for every account one after the other.
    private static final long REMEMBERED_MAX =
            Math.min(100_000, Runtime.getRuntime().maxMemory() / HEAP_SHARE / BYTES_EACH);

    private static final int LOCKS = 64;

    /// An account that moves in and is never activated goes away again.
    private static final Duration DELETE_INACTIVE_AFTER = Duration.ofDays(3);

    private static final int OVERDUE_MAX = 1_000;

    private static final Did NOBODY = new Did("did:plc:nobody");
    private static final Pattern APP_PASSWORD = Pattern.compile("[a-z2-7]{4}(-[a-z2-7]{4}){3}");

    private final AccountStore store;
    private final AccountRepos repos;
    private final AccountEvents events;
    private final DidRegistry registry;
    private final UnusedDids unusedDids;
    private final HandleRules handles;
    private final PasswordHasher hasher;
    private final InstantSource time;
    private final LoadingCache<Did, @Nullable Account> byDid;
    private final LoadingCache<Handle, @Nullable Did> byHandle;
    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    public AccountService(
            AccountStore store,
            AccountRepos repos,
            AccountEvents events,
            DidRegistry registry,
            HandleRules handles,
            PasswordHasher hasher,
            InstantSource time) {
        this.store = store;
        this.repos = repos;
        this.events = events;
        this.registry = registry;
        this.unusedDids = new UnusedDids(store, registry);
        this.handles = handles;
        this.hasher = hasher;
        this.time = time;
        this.byDid = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_MAX)
                .build(did -> store.find(did).orElse(null));
        this.byHandle = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_MAX)
                .build(handle -> store.find(handle).map(Account::did).orElse(null));
    }

    /// Finds an account in any state.
    public Optional<Account> find(Did did) {
        return Optional.ofNullable(byDid.get(did));
    }

    /// Finds an account in any state.
    public Optional<Account> find(AtIdentifier identifier) {
        return switch (identifier) {
            case Did did -> find(did);
            case Handle handle -> Optional.ofNullable(byHandle.get(handle)).flatMap(this::find);
        };
    }

    /// Finds an account in any state by its e-mail address, in any case of letters.
    public Optional<Account> findByEmail(String email) {
        return store.findByEmail(EmailAddresses.normalize(email));
    }

    /// The accounts behind a place in the order of sign-ups, in any state; from the first one where that is null.
    public List<Account> list(@Nullable SignUpPlace after, int limit) {
        return store.list(after, limit);
    }

    /// How many accounts there are, in any state.
    public long count() {
        return store.count();
    }

    public boolean inviteAvailable(String code) {
        return store.invites().available(code);
    }

    /// Makes an account: the row is reserved, the DID founded, the row published, the repository made, each
    /// of them durable before the next. If one fails, those before are undone. The repository comes last
    /// because it tells of the account, and who hears of it may ask for it at once.
    public Reservation create(SignUp signUp) {
        Instant now = time.instant();
        boolean movingIn = signUp.movingIn();
        String password = signUp.email() == null ? null : signUp.password();
        Reservation outcome = store.reserve(new NewAccount(
                signUp.did(),
                signUp.handle(),
                password == null ? null : signUp.email(),
                password == null ? null : hasher.hash(password),
                signUp.signingKey().secret(),
                signUp.inviteCode(),
                now,
                movingIn ? now : null,
                movingIn ? now.plus(DELETE_INACTIVE_AFTER) : null));
        if (outcome == Reservation.RESERVED) {
            complete(signUp);
        }
        return outcome;
    }

    private void complete(SignUp signUp) {
        Did did = signUp.did();
        try {
            if (signUp.genesis() != null) {
                registry.found(did, signUp.genesis());
            }
            store.publish(did);
            forget(did, signUp.handle());
            repos.create(did, signUp.handle(), !signUp.movingIn());
        } catch (RuntimeException e) {
            settleSignUp(did, signUp.handle(), signUp.movingIn());
            throw e;
        }
        store.settle(did);
    }

    private void forget(Did did, @Nullable Handle handle) {
        byDid.invalidate(did);
        if (handle != null) {
            byHandle.invalidate(handle);
        }
    }

    /// Completes a sign-up that was interrupted if there is a repository, and undoes it otherwise.
    private void settleSignUp(Did did, @Nullable Handle handle, boolean ownDid) {
        if (repos.exists(did)) {
            store.publish(did);
            store.settle(did);
            forget(did, handle);
            return;
        }
        boolean founded = !ownDid && did.method().equals("plc");
        if (founded) {
            store.abandon(did);
        } else {
            store.delete(did);
        }
        repos.forget(did);
        forget(did, handle);
        if (founded) {
            unusedDids.endSoon();
        }
    }

    /// Ends the DIDs of sign-ups that were abandoned, as far as the directory can be reached.
    public void endUnusedDids() {
        unusedDids.end();
    }

    /// Finishes at start-up what a crash interrupted: sign-ups, deletions, and events that are owed.
    public void recover() {
        store.reserved().forEach(account -> settleSignUp(account.did(), null, account.ownDid()));
        store.retired().forEach(this::finishDeletion);
        store.owed()
                .forEach((did, owed) -> store.find(did).ifPresent(account -> {
                    if (owed == OwedEvents.CREATION) {
                        settleSignUp(did, account.handle(), account.deactivated());
                    } else {
                        events.announce(account, owed);
                        store.settle(did);
                    }
                }));
        unusedDids.endSoon();
    }

    /// Checks a password, the account's own or one of its app passwords. Takes about as long for an account that does
    /// not exist. An account that is taken down takes no app passwords.
    ///
    /// @param identifier a handle, a DID or an e-mail address, in any case of letters
    public Login login(String identifier, String password) {
        Optional<Account> account = identified(identifier.toLowerCase(Locale.ROOT));
        if (password.length() > PASSWORD_LENGTH_MAX) {
            return new Login.Refused();
        }
        Optional<String> hash = store.passwordHash(account.map(Account::did).orElse(NOBODY));
        if (hasher.verify(password, hash) && account.isPresent()) {
            return new Login.Accepted(account.get(), null, hash.orElseThrow());
        }
        return appPassword(account, password);
    }

    private Optional<Account> identified(String identifier) {
        if (identifier.contains("@")) {
            return store.findByEmail(identifier);
        }
        return AtIdentifier.isValid(identifier) ? find(AtIdentifier.parse(identifier)) : Optional.empty();
    }

    private Login appPassword(Optional<Account> account, String password) {
        if (!APP_PASSWORD.matcher(password).matches()) {
            return new Login.Refused();
        }
        Did did = account.map(Account::did).orElse(NOBODY);
        String hash = hasher.hashAppPassword(did, password);
        for (AppPassword candidate : store.appPasswords(did)) {
            if (PasswordHasher.same(candidate.passwordHash(), hash)
                    && account.isPresent()
                    && !account.get().takenDown()) {
                var name = new AppPasswordName(candidate.name(), candidate.privileged());
                return new Login.Accepted(account.get(), name, hash);
            }
        }
        return new Login.Refused();
    }

    /// Deactivates an account, or changes when it is to be deleted. Empty if there is none.
    public Optional<Account> deactivate(Did did, @Nullable Instant deleteAfter) {
        return change(did, OwedEvents.STATUS, () -> store.deactivate(did, time.instant(), deleteAfter));
    }

    /// Activates an account. Empty if there is none, or it is taken down.
    public Optional<Account> activate(Did did) {
        return change(did, OwedEvents.ACTIVATION, () -> store.activate(did));
    }

    /// Takes an account down, or lifts the takedown when `ref` is null. Empty if there is none.
    public Optional<Account> takeDown(Did did, @Nullable String ref) {
        return change(did, OwedEvents.STATUS, () -> store.takeDown(did, ref));
    }

    /// Gives an account another handle, first in the PLC directory where the DID lies there. Empty if there is no such
    /// account, or another one has the handle: the directory may have it then, and the next change mends that.
    public Optional<Account> updateHandle(Did did, Handle handle) {
        Optional<Handle> before = find(did).map(Account::handle);
        if (before.isPresent() && did.method().equals("plc")) {
            registry.rename(did, handle);
        }
        Optional<Account> changed = change(did, OwedEvents.IDENTITY, () -> store.updateHandle(did, handle));
        before.ifPresent(byHandle::invalidate);
        byHandle.invalidate(handle);
        return changed;
    }

    /// Gives an account another password and ends its sessions; app passwords stay. False if there is none.
    public boolean updatePassword(Did did, String password) {
        String hash = hasher.hash(password);
        return quietly(did, () -> store.updatePassword(did, hash));
    }

    /// Takes away an account's password and app passwords, and ends its sessions. False if there is none.
    public boolean revokeCredentials(Did did) {
        return quietly(did, () -> store.revokeCredentials(did));
    }

    /// Keeps a handle from being chosen.
    public void reserveHandle(Handle handle) {
        store.reserveHandle(handle);
    }

    /// Bars an account from making invite codes, or lifts that. False if there is none.
    public boolean setInvitesDisabled(Did did, boolean disabled) {
        return quietly(did, () -> store.setInvitesDisabled(did, disabled));
    }

    /// Tells followers again what state an account is in. False if there is none.
    public boolean announceStatus(Did did) {
        return announce(did, OwedEvents.STATUS);
    }

    /// Tells followers that an account's DID document changed. False if there is no such account.
    public boolean announceIdentity(Did did) {
        return announce(did, OwedEvents.IDENTITY);
    }

    private boolean announce(Did did, OwedEvents news) {
        return alone(did, () -> {
            Optional<Account> account = find(did);
            account.ifPresent(known -> events.announce(known, news));
            return account.isPresent();
        });
    }

    /// Whether it is the account's own password.
    public boolean isPassword(Did did, String password) {
        return password.length() <= PASSWORD_LENGTH_MAX && hasher.verify(password, store.passwordHash(did));
    }

    /// Notes that the address is confirmed to which the code was mailed. False if the code has been used.
    public boolean confirmEmail(MailedCode code) {
        return quietly(code.did(), () -> store.mail().confirmEmail(code, time.instant()));
    }

    /// Gives the account another address, which is not confirmed yet; all codes that were mailed to it end.
    ///
    /// @param code that is used up, or null if none is needed
    public EmailChange changeEmail(Did did, String email, @Nullable MailedCode code) {
        return quietly(did, () -> store.mail().changeEmail(did, EmailAddresses.normalize(email), code));
    }

    /// Says whether signing in takes a mailed code while the account has this address and it is confirmed.
    /// False if the account has another address by now, or the code has been used.
    ///
    /// @param code that is used up; null is enough to switch it on, or while the address is not confirmed
    public boolean setEmailAuthFactor(Did did, String email, boolean on, @Nullable MailedCode code) {
        return quietly(did, () -> store.mail().setEmailAuthFactor(did, EmailAddresses.normalize(email), on, code));
    }

    /// Gives the account to which the code was mailed another password, and ends its sessions. App passwords stay.
    /// False if the code has been used.
    public boolean resetPassword(MailedCode code, String password) {
        String hash = hasher.hash(password);
        return quietly(code.did(), () -> store.mail().resetPassword(code, hash));
    }

    /// Makes a change that followers need not know of.
    private <T> T quietly(Did did, Supplier<T> stored) {
        return alone(did, () -> {
            T outcome = stored.get();
            byDid.invalidate(did);
            return outcome;
        });
    }

    /// Deletes an account with its repository and blobs. One that is not there is deleted already.
    public void delete(Did did) {
        deleteIf(did, _ -> true);
    }

    /// Deletes the accounts that were deactivated to be deleted by now. Returns how many.
    ///
    /// @param delay how long an account is deactivated before at the least, whatever `deleteAfter` says. Whoever
    ///     got hold of a session has no password and no mailed code: their word alone must not delete at once.
    public int deleteOverdue(Duration delay) {
        Instant now = time.instant();
        Instant deactivatedUntil = now.minus(delay);
        int count = 0;
        for (Did did : store.overdue(now, deactivatedUntil, OVERDUE_MAX)) {
            // Its owner may have come back since the list was made.
            if (deleteIf(did, account -> isOverdue(account, now, deactivatedUntil))) {
                count++;
            }
        }
        return count;
    }

    private static boolean isOverdue(Account account, Instant now, Instant deactivatedUntil) {
        return account.deleteAfter() != null
                && !account.deleteAfter().isAfter(now)
                && account.deactivatedAt() != null
                && !account.deactivatedAt().isAfter(deactivatedUntil);
    }

    private boolean deleteIf(Did did, Predicate<Account> condition) {
        Optional<Handle> handle = find(did).map(Account::handle);
        boolean retired = alone(did, () -> {
            boolean begun = find(did).filter(condition).isPresent();
            if (begun) {
                handles.handleOf(did).ifPresent(store::reserveHandle); // so that the DID never becomes somebody else
                begun = store.retire(did);
            }
            byDid.invalidate(did);
            return begun;
        });
        handle.ifPresent(byHandle::invalidate);
        if (retired) {
            finishDeletion(did);
        }
        return retired;
    }

    /// The row goes last, so that a crash before leaves it to be found and the rest to be done again.
    private void finishDeletion(Did did) {
        repos.delete(did);
        store.delete(did);
        repos.forget(did);
    }

    private Optional<Account> change(Did did, OwedEvents owed, Supplier<Optional<Account>> stored) {
        return alone(did, () -> {
            Optional<Account> changed = stored.get();
            byDid.invalidate(did);
            changed.ifPresent(account -> {
                events.announce(account, owed);
                store.settle(did);
            });
            return changed;
        });
    }

    private <T> T alone(Did did, Supplier<T> work) {
        Lock lock = locks[Math.floorMod(did.hashCode(), LOCKS)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
