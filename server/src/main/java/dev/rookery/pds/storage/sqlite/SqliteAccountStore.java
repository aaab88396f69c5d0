package dev.rookery.pds.storage.sqlite;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AppPassword;
import dev.rookery.pds.account.AppPasswordName;
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
import dev.rookery.pds.config.InvalidConfigException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The [AccountStore] in one SQLite file.
public final class SqliteAccountStore implements AccountStore {
    private static final List<String> MIGRATIONS = List.of(
            "001-accounts.sql",
            "002-sign-up-order.sql",
            "003-retired.sql",
            "010-invites.sql",
            "011-reserved-keys.sql",
            "012-reserved-handles.sql",
            "020-mail.sql",
            "030-preferences.sql",
            "031-key-encryption.sql",
            "032-email-factor.sql",
            "033-unused-dids.sql");

    private final SqliteDatabase database;
    private final SqliteInvites invites;
    private final SqliteMailStore mail;
    private final SqlitePreferences preferences;
    private final SqliteKeys keys;

    /// Opens the file, making it if it is missing.
    ///
    /// @param ciphers what signing keys are encrypted with, or are to be (see [#encryptKeys]), then what they
    ///     may have been encrypted with before; empty for not at all
    /// @throws InvalidConfigException if they are encrypted, and with none of these
    public SqliteAccountStore(Path file, List<KeyCipher> ciphers) {
        database = new SqliteDatabase(file, MIGRATIONS);
        try {
            keys = new SqliteKeys(database, ciphers);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        invites = new SqliteInvites(database);
        mail = new SqliteMailStore(database);
        preferences = new SqlitePreferences(database);
    }

    @Override
    public PreferenceStore preferences() {
        return preferences;
    }

    /// Begins to keep signing keys encrypted, if there is a cipher for that.
    public void encryptKeys() {
        keys.encrypt();
    }

    @Override
    public MailStore mail() {
        return mail;
    }

    @Override
    public Reservation reserve(NewAccount account) {
        byte[] key = keys.toStore(account.did(), account.signingKey());
        return database.write(connection -> {
            Reservation taken = taken(connection, account);
            if (taken != Reservation.RESERVED) {
                return taken;
            }
            insert(connection, account, key);
            if (account.inviteCode() != null) {
                SqliteInvites.use(connection, account.inviteCode(), account);
            }
            return Reservation.RESERVED;
        });
    }

    private static Reservation taken(Connection connection, NewAccount account) throws SQLException {
        if (account.inviteCode() != null && !SqliteInvites.available(connection, account.inviteCode())) {
            return Reservation.INVITE_UNAVAILABLE;
        }
        if (Sql.exists(connection, "SELECT 1 FROM account WHERE did = ?", account.did())) {
            return Reservation.DID_TAKEN;
        }
        if (Sql.exists(connection, "SELECT 1 FROM account WHERE handle = ?", account.handle())) {
            return Reservation.HANDLE_TAKEN;
        }
        if (Sql.exists(connection, "SELECT 1 FROM account WHERE email = ?", account.email())) {
            return Reservation.EMAIL_TAKEN;
        }
        return Reservation.RESERVED;
    }

    private static void insert(Connection connection, NewAccount account, byte[] key) throws SQLException {
        Sql.update(
                connection,
                """
                INSERT INTO account
                  (did, handle, email, password_hash, signing_key, created_at, deactivated_at, delete_after, reserved)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
                """,
                account.did(),
                account.handle(),
                account.email(),
                account.passwordHash(),
                key,
                account.createdAt(),
                account.deactivatedAt(),
                account.deleteAfter());
    }

    @Override
    public void publish(Did did) {
        database.write(connection -> {
            Sql.update(connection, "DELETE FROM reserved_key WHERE name = ?", did);
            return Sql.update(
                    connection,
                    "UPDATE account SET reserved = 0, events_owed = 'CREATION' WHERE did = ? AND reserved = 1",
                    did);
        });
    }

    @Override
    public void delete(Did did) {
        database.write(connection -> delete(connection, did));
    }

    private static int delete(Connection connection, Did did) throws SQLException {
        String unfinished = "SELECT 1 FROM account WHERE did = ? AND (reserved = 1 OR events_owed = 'CREATION')";
        if (Sql.exists(connection, unfinished, did)) {
            Sql.update(connection, "DELETE FROM invite_code_use WHERE used_by = ?", did);
        }
        Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", did);
        Sql.update(connection, "DELETE FROM app_password WHERE did = ?", did);
        SqliteMailStore.endCodes(connection, did);
        SqlitePreferences.forget(connection, did);
        return Sql.update(connection, "DELETE FROM account WHERE did = ?", did);
    }

    @Override
    public void abandon(Did did) {
        database.write(connection -> {
            Sql.update(connection, "INSERT INTO unused_did (did) VALUES (?) ON CONFLICT DO NOTHING", did);
            return delete(connection, did);
        });
    }

    @Override
    public List<Did> unusedDids(int limit) {
        return database.read(connection -> Sql.list(
                connection,
                "SELECT did FROM unused_did ORDER BY rowid LIMIT ?",
                row -> new Did(row.getString(1)),
                limit));
    }

    @Override
    public void forgetUnusedDid(Did did) {
        database.write(connection -> Sql.update(connection, "DELETE FROM unused_did WHERE did = ?", did));
    }

    @Override
    public List<ReservedAccount> reserved() {
        return database.read(connection -> Sql.list(
                connection,
                "SELECT did, deactivated_at IS NOT NULL FROM account WHERE reserved = 1",
                row -> new ReservedAccount(new Did(row.getString(1)), row.getBoolean(2))));
    }

    @Override
    public Optional<Account> find(Did did) {
        return database.read(connection -> find(connection, did));
    }

    private static Optional<Account> find(Connection connection, Did did) throws SQLException {
        return Sql.first(
                connection, "SELECT * FROM account WHERE did = ? AND reserved = 0", SqliteAccountStore::account, did);
    }

    @Override
    public Optional<Account> find(Handle handle) {
        return database.read(connection -> Sql.first(
                connection,
                "SELECT * FROM account WHERE handle = ? AND reserved = 0",
                SqliteAccountStore::account,
                handle));
    }

    @Override
    public Optional<Account> findByEmail(String email) {
        return database.read(connection -> Sql.first(
                connection,
                "SELECT * FROM account WHERE email = ? AND reserved = 0",
                SqliteAccountStore::account,
                email));
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                new Did(row.getString("did")),
                new Handle(row.getString("handle")),
                row.getString("email"),
                Sql.instant(row, "email_confirmed_at"),
                row.getBoolean("email_auth_factor"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Sql.instant(row, "deactivated_at"),
                Sql.instant(row, "delete_after"),
                row.getString("takedown_ref"),
                row.getBoolean("invites_disabled"));
    }

    @Override
    public List<Account> list(@Nullable SignUpPlace after, int limit) {
        return database.read(connection -> Sql.list(
                connection,
                """
                SELECT * FROM account WHERE reserved = 0 AND (created_at, did) > (?, ?)
                ORDER BY created_at, did LIMIT ?
                """,
                SqliteAccountStore::account,
                after == null ? Long.MIN_VALUE : after.createdAt().toEpochMilli(),
                after == null ? "" : after.did(),
                limit));
    }

    @Override
    public long count() {
        return database.read(connection ->
                        Sql.first(connection, "SELECT count(*) FROM account WHERE reserved = 0", row -> row.getLong(1)))
                .orElse(0L);
    }

    @Override
    public Optional<String> passwordHash(Did did) {
        return database.read(connection -> Sql.first(
                connection,
                "SELECT password_hash FROM account WHERE did = ? AND reserved = 0 AND password_hash IS NOT NULL",
                row -> row.getString(1),
                did));
    }

    @Override
    public Optional<byte[]> signingKey(Did did) {
        return keys.ofAccount(did);
    }

    @Override
    public Optional<Account> deactivate(Did did, Instant now, @Nullable Instant deleteAfter) {
        return change(
                did,
                OwedEvents.STATUS,
                connection -> Sql.update(
                        connection,
                        "UPDATE account SET deactivated_at = ?, delete_after = ? WHERE did = ? AND reserved = 0",
                        now,
                        deleteAfter,
                        did));
    }

    @Override
    public Optional<Account> activate(Did did) {
        return change(did, OwedEvents.ACTIVATION, connection -> Sql.update(connection, """
                        UPDATE account SET deactivated_at = NULL, delete_after = NULL
                        WHERE did = ? AND reserved = 0 AND takedown_ref IS NULL
                        """, did));
    }

    @Override
    public Optional<Account> takeDown(Did did, @Nullable String ref) {
        return change(did, OwedEvents.STATUS, connection -> {
            if (ref != null) {
                Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", did);
            }
            return Sql.update(
                    connection, "UPDATE account SET takedown_ref = ? WHERE did = ? AND reserved = 0", ref, did);
        });
    }

    @Override
    public Optional<Account> updateHandle(Did did, Handle handle) {
        return change(did, OwedEvents.IDENTITY, connection -> Sql.update(connection, """
                        UPDATE account SET handle = ? WHERE did = ? AND reserved = 0
                        AND NOT EXISTS (SELECT 1 FROM account WHERE handle = ? AND did <> ?)
                        """, handle, did, handle, did));
    }

    @Override
    public boolean updatePassword(Did did, String passwordHash) {
        return database.write(connection -> {
            int updated = Sql.update(
                    connection,
                    "UPDATE account SET password_hash = ? WHERE did = ? AND reserved = 0",
                    passwordHash,
                    did);
            if (updated > 0) {
                SqliteMailStore.endCodes(connection, did);
                Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", did);
            }
            return updated > 0;
        });
    }

    @Override
    public boolean revokeCredentials(Did did) {
        return database.write(connection -> {
            SqliteMailStore.endCodes(connection, did);
            Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", did);
            Sql.update(connection, "DELETE FROM app_password WHERE did = ?", did);
            return Sql.update(connection, "UPDATE account SET password_hash = NULL WHERE did = ? AND reserved = 0", did)
                    > 0;
        });
    }

    @Override
    public void reserveHandle(Handle handle) {
        database.write(connection -> Sql.update(
                connection, "INSERT INTO reserved_handle (handle) VALUES (?) ON CONFLICT DO NOTHING", handle));
    }

    @Override
    public boolean isReserved(Handle handle) {
        return database.read(
                connection -> Sql.exists(connection, "SELECT 1 FROM reserved_handle WHERE handle = ?", handle));
    }

    @Override
    public byte[] reserveKey(String name, byte[] secret, Instant now, Instant staleBefore) {
        return keys.reserve(name, secret, now, staleBefore);
    }

    @Override
    public Optional<byte[]> reservedKey(Did did) {
        return keys.reserved(did);
    }

    @Override
    public boolean retire(Did did) {
        return database.write(connection -> {
            Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", did);
            Sql.update(connection, "DELETE FROM app_password WHERE did = ?", did);
            SqliteMailStore.endCodes(connection, did);
            SqlitePreferences.forget(connection, did);
            return Sql.update(
                            connection,
                            "UPDATE account SET reserved = 2, events_owed = 'NONE' WHERE did = ? AND reserved = 0",
                            did)
                    > 0;
        });
    }

    @Override
    public List<Did> retired() {
        return database.read(connection ->
                Sql.list(connection, "SELECT did FROM account WHERE reserved = 2", row -> new Did(row.getString(1))));
    }

    @Override
    public List<Did> overdue(Instant now, Instant deactivatedUntil, int limit) {
        return database.read(connection ->
                Sql.list(connection, """
                SELECT did FROM account
                WHERE reserved = 0 AND delete_after <= ? AND deactivated_at <= ? ORDER BY delete_after LIMIT ?
                """, row -> new Did(row.getString(1)), now, deactivatedUntil, limit));
    }

    /// Changes the account's row and notes what is owed for it, in one transaction.
    private Optional<Account> change(Did did, OwedEvents owed, SqliteDatabase.Work<Integer> update) {
        return database.write(connection -> {
            if (update.run(connection) == 0) {
                return Optional.empty();
            }
            OwedEvents before = Sql.first(
                            connection,
                            "SELECT events_owed FROM account WHERE did = ?",
                            row -> OwedEvents.valueOf(row.getString(1)),
                            did)
                    .orElseThrow();
            Sql.update(connection, "UPDATE account SET events_owed = ? WHERE did = ?", before.and(owed), did);
            return find(connection, did);
        });
    }

    @Override
    public Map<Did, OwedEvents> owed() {
        return database.read(connection -> {
            Map<Did, OwedEvents> owed = new LinkedHashMap<>();
            Sql.list(
                    connection,
                    "SELECT did, events_owed FROM account WHERE events_owed <> 'NONE'",
                    row -> owed.put(new Did(row.getString(1)), OwedEvents.valueOf(row.getString(2))));
            return owed;
        });
    }

    @Override
    public void settle(Did did) {
        database.write(
                connection -> Sql.update(connection, "UPDATE account SET events_owed = 'NONE' WHERE did = ?", did));
    }

    @Override
    public void addRefreshToken(RefreshToken token) {
        database.write(connection -> insert(connection, token));
    }

    @Override
    public boolean addRefreshToken(RefreshToken token, String passwordHash, @Nullable MailedCode code) {
        String app = token.appPassword() == null ? null : token.appPassword().name();
        return database.write(connection -> {
            boolean opened = Sql.exists(connection, """
                    SELECT 1 FROM account a WHERE did = ? AND reserved = 0 AND takedown_ref IS NULL
                    AND ? = CASE WHEN ? IS NULL THEN password_hash
                      ELSE (SELECT password_hash FROM app_password p WHERE p.did = a.did AND p.name = ?) END
                    """, token.did(), passwordHash, app, app);
            return opened && (code == null || SqliteMailStore.use(connection, code)) && insert(connection, token) > 0;
        });
    }

    private static int insert(Connection connection, RefreshToken token) throws SQLException {
        return Sql.update(
                connection,
                """
                INSERT INTO refresh_token (id, session, did, expires_at, app_password) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                token.id().text(),
                token.session(),
                token.did(),
                token.expiresAt(),
                token.appPassword() == null ? null : token.appPassword().name());
    }

    @Override
    public Optional<RefreshToken> rotate(
            HashedId id, HashedId successor, Instant now, Instant graceEnd, Instant successorExpiresAt) {
        return database.write(connection -> {
            Optional<RefreshToken> found = refreshToken(connection, id);
            if (found.isEmpty()) {
                return found;
            }
            RefreshToken token = found.get();
            Sql.update(connection, "DELETE FROM refresh_token WHERE did = ? AND expires_at <= ?", token.did(), now);
            if (!token.expiresAt().isAfter(now)) {
                return Optional.empty();
            }
            Instant expiresAt = graceEnd.isBefore(token.expiresAt()) ? graceEnd : token.expiresAt();
            Sql.update(connection, "UPDATE refresh_token SET expires_at = ? WHERE id = ?", expiresAt, id.text());
            insert(
                    connection,
                    new RefreshToken(successor, token.session(), token.did(), successorExpiresAt, token.appPassword()));
            return found;
        });
    }

    private static Optional<RefreshToken> refreshToken(Connection connection, HashedId id) throws SQLException {
        return Sql.first(
                connection,
                """
                SELECT t.session, t.did, t.expires_at, t.app_password, p.privileged
                FROM refresh_token t LEFT JOIN app_password p ON p.did = t.did AND p.name = t.app_password
                WHERE t.id = ?
                """,
                row -> {
                    String app = row.getString("app_password");
                    return new RefreshToken(
                            id,
                            row.getString("session"),
                            new Did(row.getString("did")),
                            Objects.requireNonNull(Sql.instant(row, "expires_at")),
                            app == null ? null : new AppPasswordName(app, row.getBoolean("privileged")));
                },
                id.text());
    }

    @Override
    public void endSession(HashedId id) {
        database.write(connection -> Sql.update(
                connection,
                "DELETE FROM refresh_token WHERE session IN (SELECT session FROM refresh_token WHERE id = ?)",
                id.text()));
    }

    @Override
    public void endSessions(Did did) {
        database.write(connection -> Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", did));
    }

    @Override
    public List<AppPassword> appPasswords(Did did) {
        return database.read(connection -> Sql.list(
                connection,
                "SELECT * FROM app_password WHERE did = ? ORDER BY created_at DESC",
                row -> new AppPassword(
                        row.getString("name"),
                        row.getBoolean("privileged"),
                        row.getString("password_hash"),
                        Instant.ofEpochMilli(row.getLong("created_at"))),
                did));
    }

    @Override
    public boolean addAppPassword(Did did, AppPassword password) {
        return database.write(connection -> Sql.update(
                        connection,
                        """
                        INSERT INTO app_password (did, name, password_hash, privileged, created_at)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """,
                        did,
                        password.name(),
                        password.passwordHash(),
                        password.privileged(),
                        password.createdAt())
                == 1);
    }

    @Override
    public void removeAppPassword(Did did, String name) {
        database.write(connection -> {
            Sql.update(connection, "DELETE FROM refresh_token WHERE did = ? AND app_password = ?", did, name);
            return Sql.update(connection, "DELETE FROM app_password WHERE did = ? AND name = ?", did, name);
        });
    }

    @Override
    public boolean setInvitesDisabled(Did did, boolean disabled) {
        return database.write(connection -> Sql.update(
                        connection,
                        "UPDATE account SET invites_disabled = ? WHERE did = ? AND reserved = 0",
                        disabled,
                        did)
                > 0);
    }

    @Override
    public InviteStore invites() {
        return invites;
    }

    @Override
    public void close() {
        database.close();
    }
}
