package dev.rookery.pds.storage.memory;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AppPassword;
import dev.rookery.pds.account.HashedId;
import dev.rookery.pds.account.InviteStore;
import dev.rookery.pds.account.MailStore;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.account.NewAccount;
import dev.rookery.pds.account.OwedEvents;
import dev.rookery.pds.account.PreferenceStore;
import dev.rookery.pds.account.RefreshToken;
import dev.rookery.pds.account.Reservation;
import dev.rookery.pds.account.ReservedAccount;
import dev.rookery.pds.account.SignUpPlace;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An [AccountStore] in memory: one lock, linear searches. For tests and small experiments only; it forgets everything.
public final class InMemoryAccountStore implements AccountStore {

    private static final class Row {
        private final NewAccount origin;
        private Account account;
        private @Nullable String passwordHash;
        private boolean reserved = true;
        private boolean retired;
        private OwedEvents owed = OwedEvents.NONE;

        private Row(NewAccount origin, Account account) {
            this.origin = origin;
            this.account = account;
            this.passwordHash = origin.passwordHash();
        }

        private boolean hidden() {
            return reserved || retired;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // copied in and out, never compared
    private record ReservedKey(byte[] secret, Instant reservedAt) {}

    private final Map<Did, Row> rows = new LinkedHashMap<>();
    private final Map<HashedId, RefreshToken> tokens = new HashMap<>();
    private final Map<Did, Map<String, AppPassword>> appPasswords = new HashMap<>();
    private final Set<Handle> reservedHandles = new HashSet<>();
    private final Set<Did> unusedDids = new LinkedHashSet<>();
    private final Map<String, ReservedKey> reservedKeys = new HashMap<>();
    private final InMemoryInvites invites = new InMemoryInvites(this, this::isTakenDown);
    private final InMemoryMailStore mail = new InMemoryMailStore(this);
    private final InMemoryPreferences preferences = new InMemoryPreferences(this);

    @Override
    public PreferenceStore preferences() {
        return preferences;
    }

    @Override
    public MailStore mail() {
        return mail;
    }

    @Override
    public synchronized Reservation reserve(NewAccount origin) {
        if (origin.inviteCode() != null && !invites.available(origin.inviteCode())) {
            return Reservation.INVITE_UNAVAILABLE;
        }
        if (rows.containsKey(origin.did())) {
            return Reservation.DID_TAKEN;
        }
        if (rows.values().stream().anyMatch(row -> row.account.handle().equals(origin.handle()))) {
            return Reservation.HANDLE_TAKEN;
        }
        if (origin.email() != null
                && rows.values().stream().anyMatch(row -> origin.email().equals(row.account.email()))) {
            return Reservation.EMAIL_TAKEN;
        }
        if (origin.inviteCode() != null) {
            invites.use(origin.inviteCode(), origin);
        }
        Account account = new Account(
                origin.did(),
                origin.handle(),
                origin.email(),
                null,
                false,
                millis(origin.createdAt()),
                origin.deactivatedAt() == null ? null : millis(origin.deactivatedAt()),
                origin.deleteAfter() == null ? null : millis(origin.deleteAfter()),
                null,
                false);
        rows.put(origin.did(), new Row(origin, account));
        return Reservation.RESERVED;
    }

    static Instant millis(Instant time) {
        return Instant.ofEpochMilli(time.toEpochMilli());
    }

    @Override
    public synchronized void publish(Did did) {
        Row row = rows.get(did);
        if (row != null) {
            row.reserved = false;
            row.owed = OwedEvents.CREATION;
        }
        reservedKeys.remove(did.text());
    }

    @Override
    public synchronized void delete(Did did) {
        Row row = rows.remove(did);
        if (row != null && (row.reserved || row.owed == OwedEvents.CREATION)) {
            invites.giveBack(did);
        }
        endSessions(did);
        appPasswords.remove(did);
        mail.endCodes(did);
        preferences.forget(did);
    }

    @Override
    public synchronized void abandon(Did did) {
        delete(did);
        unusedDids.add(did);
    }

    @Override
    public synchronized List<Did> unusedDids(int limit) {
        return unusedDids.stream().limit(limit).toList();
    }

    @Override
    public synchronized void forgetUnusedDid(Did did) {
        unusedDids.remove(did);
    }

    @Override
    public synchronized List<ReservedAccount> reserved() {
        return rows.values().stream()
                .filter(row -> row.reserved)
                .map(row -> new ReservedAccount(row.account.did(), row.account.deactivated()))
                .toList();
    }

    @Override
    public synchronized Optional<Account> find(Did did) {
        return findWhere(account -> account.did().equals(did));
    }

    @Override
    public synchronized Optional<Account> find(Handle handle) {
        return findWhere(account -> account.handle().equals(handle));
    }

    @Override
    public synchronized Optional<Account> findByEmail(String email) {
        return findWhere(account -> email.equals(account.email()));
    }

    private Optional<Account> findWhere(Predicate<Account> condition) {
        return published().filter(condition).findFirst();
    }

    @Override
    public synchronized List<Account> list(@Nullable SignUpPlace after, int limit) {
        Comparator<SignUpPlace> order =
                Comparator.comparing(SignUpPlace::createdAt).thenComparing(SignUpPlace::did);
        return published()
                .filter(account -> after == null || order.compare(place(account), after) > 0)
                .sorted(Comparator.comparing(InMemoryAccountStore::place, order))
                .limit(limit)
                .toList();
    }

    private static SignUpPlace place(Account account) {
        return new SignUpPlace(account.createdAt(), account.did().text());
    }

    @Override
    public synchronized long count() {
        return published().count();
    }

    private Stream<Account> published() {
        return rows.values().stream().filter(row -> !row.hidden()).map(row -> row.account);
    }

    @Override
    public synchronized Optional<String> passwordHash(Did did) {
        return Optional.ofNullable(rows.get(did)).filter(row -> !row.hidden()).map(row -> row.passwordHash);
    }

    @Override
    public synchronized Optional<byte[]> signingKey(Did did) {
        return Optional.ofNullable(rows.get(did)).map(row -> row.origin.signingKey());
    }

    @Override
    public synchronized Optional<Account> deactivate(Did did, Instant now, @Nullable Instant deleteAfter) {
        Instant end = deleteAfter == null ? null : millis(deleteAfter);
        return change(did, OwedEvents.STATUS, a -> with(a, millis(now), end, a.takedownRef()));
    }

    @Override
    public synchronized Optional<Account> activate(Did did) {
        if (find(did).filter(Account::takenDown).isPresent()) {
            return Optional.empty();
        }
        return change(did, OwedEvents.ACTIVATION, account -> with(account, null, null, null));
    }

    @Override
    public synchronized Optional<Account> takeDown(Did did, @Nullable String ref) {
        if (ref != null) {
            endSessions(did);
        }
        return change(did, OwedEvents.STATUS, a -> with(a, a.deactivatedAt(), a.deleteAfter(), ref));
    }

    @Override
    public synchronized Optional<Account> updateHandle(Did did, Handle handle) {
        boolean taken = rows.values().stream()
                .map(row -> row.account)
                .anyMatch(other -> other.handle().equals(handle) && !other.did().equals(did));
        return taken ? Optional.empty() : change(did, OwedEvents.IDENTITY, account -> renamed(account, handle));
    }

    private static Account renamed(Account account, Handle handle) {
        return new Account(
                account.did(),
                handle,
                account.email(),
                account.emailConfirmedAt(),
                account.emailAuthFactor(),
                account.createdAt(),
                account.deactivatedAt(),
                account.deleteAfter(),
                account.takedownRef(),
                account.invitesDisabled());
    }

    @Override
    public synchronized boolean updatePassword(Did did, String passwordHash) {
        Row row = rows.get(did);
        if (row == null || row.hidden()) {
            return false;
        }
        row.passwordHash = passwordHash;
        mail.endCodes(did);
        endSessions(did);
        return true;
    }

    @Override
    public synchronized boolean revokeCredentials(Did did) {
        Row row = rows.get(did);
        if (row == null || row.hidden()) {
            return false;
        }
        row.passwordHash = null;
        mail.endCodes(did);
        endSessions(did);
        appPasswords.remove(did);
        return true;
    }

    @Override
    public synchronized void reserveHandle(Handle handle) {
        reservedHandles.add(handle);
    }

    @Override
    public synchronized boolean isReserved(Handle handle) {
        return reservedHandles.contains(handle);
    }

    @Override
    public synchronized byte[] reserveKey(String name, byte[] secret, Instant now, Instant staleBefore) {
        reservedKeys.values().removeIf(key -> key.reservedAt.isBefore(staleBefore));
        return reservedKeys
                .computeIfAbsent(name, _ -> new ReservedKey(secret.clone(), now))
                .secret
                .clone();
    }

    @Override
    public synchronized Optional<byte[]> reservedKey(Did did) {
        return Optional.ofNullable(reservedKeys.get(did.text())).map(key -> key.secret.clone());
    }

    @Override
    public synchronized boolean retire(Did did) {
        Row row = rows.get(did);
        if (row == null || row.hidden()) {
            return false;
        }
        endSessions(did);
        appPasswords.remove(did);
        mail.endCodes(did);
        preferences.forget(did);
        row.retired = true;
        row.owed = OwedEvents.NONE;
        return true;
    }

    @Override
    public synchronized List<Did> retired() {
        return rows.values().stream()
                .filter(row -> row.retired)
                .map(row -> row.account.did())
                .toList();
    }

    @Override
    public synchronized List<Did> overdue(Instant now, Instant deactivatedUntil, int limit) {
        return published()
                .filter(account -> account.deleteAfter() != null
                        && !account.deleteAfter().isAfter(now)
                        && account.deactivatedAt() != null
                        && !account.deactivatedAt().isAfter(deactivatedUntil))
                .map(Account::did)
                .limit(limit)
                .toList();
    }

    /// Whether another account, in any state, has the address.
    boolean hasEmail(String email, Did except) {
        return rows.values().stream()
                .map(row -> row.account)
                .anyMatch(other -> email.equals(other.email()) && !other.did().equals(except));
    }

    /// Changes an account's row without owing events. Returns whether there is one.
    boolean amend(Did did, UnaryOperator<Account> change) {
        return change(did, OwedEvents.NONE, change).isPresent();
    }

    /// Returns whether there is such an account.
    boolean setPasswordHash(Did did, String passwordHash) {
        Row row = rows.get(did);
        if (row == null || row.hidden()) {
            return false;
        }
        row.passwordHash = passwordHash;
        return true;
    }

    private static Account with(
            Account account,
            @Nullable Instant deactivatedAt,
            @Nullable Instant deleteAfter,
            @Nullable String takedownRef) {
        return new Account(
                account.did(),
                account.handle(),
                account.email(),
                account.emailConfirmedAt(),
                account.emailAuthFactor(),
                account.createdAt(),
                deactivatedAt,
                deleteAfter,
                takedownRef,
                account.invitesDisabled());
    }

    private Optional<Account> change(Did did, OwedEvents owed, UnaryOperator<Account> change) {
        Row row = rows.get(did);
        if (row == null || row.hidden()) {
            return Optional.empty();
        }
        row.account = change.apply(row.account);
        row.owed = row.owed.and(owed);
        return Optional.of(row.account);
    }

    @Override
    public synchronized Map<Did, OwedEvents> owed() {
        Map<Did, OwedEvents> owed = new LinkedHashMap<>();
        rows.forEach((did, row) -> {
            if (row.owed != OwedEvents.NONE) {
                owed.put(did, row.owed);
            }
        });
        return owed;
    }

    @Override
    public synchronized void settle(Did did) {
        Row row = rows.get(did);
        if (row != null) {
            row.owed = OwedEvents.NONE;
        }
    }

    @Override
    public synchronized void addRefreshToken(RefreshToken token) {
        tokens.putIfAbsent(token.id(), token);
    }

    @Override
    public synchronized boolean addRefreshToken(RefreshToken token, String passwordHash, @Nullable MailedCode code) {
        Row row = rows.get(token.did());
        if (row == null || row.hidden() || row.account.takenDown() || !opens(token, row, passwordHash)) {
            return false;
        }
        if (code != null && !mail.use(code)) {
            return false;
        }
        addRefreshToken(token);
        return true;
    }

    private boolean opens(RefreshToken token, Row row, String passwordHash) {
        if (token.appPassword() == null) {
            return passwordHash.equals(row.passwordHash);
        }
        AppPassword app = appPasswords
                .getOrDefault(token.did(), Map.of())
                .get(token.appPassword().name());
        return app != null && app.passwordHash().equals(passwordHash);
    }

    @Override
    public synchronized Optional<RefreshToken> rotate(
            HashedId id, HashedId successor, Instant now, Instant graceEnd, Instant successorExpiresAt) {
        RefreshToken token = tokens.get(id);
        if (token == null) {
            return Optional.empty();
        }
        tokens.values()
                .removeIf(other ->
                        other.did().equals(token.did()) && !other.expiresAt().isAfter(now));
        if (!token.expiresAt().isAfter(now)) {
            return Optional.empty();
        }
        Instant expiresAt = graceEnd.isBefore(token.expiresAt()) ? graceEnd : token.expiresAt();
        tokens.put(id, new RefreshToken(id, token.session(), token.did(), expiresAt, token.appPassword()));
        tokens.putIfAbsent(
                successor,
                new RefreshToken(successor, token.session(), token.did(), successorExpiresAt, token.appPassword()));
        return Optional.of(token);
    }

    @Override
    public synchronized void endSession(HashedId id) {
        RefreshToken token = tokens.get(id);
        if (token != null) {
            tokens.values().removeIf(other -> other.session().equals(token.session()));
        }
    }

    @Override
    public synchronized void endSessions(Did did) {
        tokens.values().removeIf(token -> token.did().equals(did));
    }

    @Override
    public synchronized List<AppPassword> appPasswords(Did did) {
        return appPasswords.getOrDefault(did, Map.of()).values().stream()
                .sorted(Comparator.comparing(AppPassword::createdAt).reversed())
                .toList();
    }

    @Override
    public synchronized boolean addAppPassword(Did did, AppPassword password) {
        return appPasswords.computeIfAbsent(did, key -> new HashMap<>()).putIfAbsent(password.name(), password) == null;
    }

    @Override
    public synchronized void removeAppPassword(Did did, String name) {
        tokens.values()
                .removeIf(token -> token.did().equals(did)
                        && token.appPassword() != null
                        && token.appPassword().name().equals(name));
        appPasswords.getOrDefault(did, new HashMap<>()).remove(name);
    }

    @Override
    public synchronized boolean setInvitesDisabled(Did did, boolean disabled) {
        return alter(
                did,
                a -> new Account(
                        a.did(),
                        a.handle(),
                        a.email(),
                        a.emailConfirmedAt(),
                        a.emailAuthFactor(),
                        a.createdAt(),
                        a.deactivatedAt(),
                        a.deleteAfter(),
                        a.takedownRef(),
                        disabled));
    }

    /// Changes an account in a way that is nobody else's business. False if there is none.
    private boolean alter(Did did, UnaryOperator<Account> change) {
        Row row = rows.get(did);
        if (row == null || row.hidden()) {
            return false;
        }
        row.account = change.apply(row.account);
        return true;
    }

    @Override
    public InviteStore invites() {
        return invites;
    }

    private boolean isTakenDown(String did) {
        return rows.values().stream().anyMatch(row -> row.account.did().text().equals(did) && row.account.takenDown());
    }

    @Override
    public void close() {}
}
