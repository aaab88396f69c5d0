package dev.rookery.pds.storage.sqlite;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.EmailChange;
import dev.rookery.pds.account.HashedId;
import dev.rookery.pds.account.MailStore;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.mail.Mail;
import dev.rookery.pds.mail.QueuedMail;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The [MailStore] in the same file as the accounts.
final class SqliteMailStore implements MailStore {
    private final SqliteDatabase database;

    SqliteMailStore(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public void post(Mail mail, Instant now) {
        database.write(connection -> insert(connection, mail, null, now));
    }

    /// Adds a mail, and drops one that waits with the same topic.
    private static int insert(Connection connection, Mail mail, @Nullable String topic, Instant now)
            throws SQLException {
        Sql.update(connection, "DELETE FROM outbox WHERE topic = ?", topic);
        return Sql.update(
                connection,
                """
                INSERT INTO outbox (topic, sender, recipient, subject, text, html, useless_after, due_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                topic,
                mail.sender(),
                mail.to(),
                mail.subject(),
                mail.text(),
                mail.html(),
                mail.uselessAfter(),
                now);
    }

    @Override
    public Optional<QueuedMail> next() {
        return database.read(connection ->
                Sql.first(connection, "SELECT * FROM outbox ORDER BY due_at, id LIMIT 1", SqliteMailStore::queuedMail));
    }

    private static QueuedMail queuedMail(ResultSet row) throws SQLException {
        Mail mail = new Mail(
                Mail.Sender.valueOf(row.getString("sender")),
                row.getString("recipient"),
                row.getString("subject"),
                row.getString("text"),
                row.getString("html"),
                Instant.ofEpochMilli(row.getLong("useless_after")));
        return new QueuedMail(
                row.getLong("id"), mail, row.getInt("attempts"), Instant.ofEpochMilli(row.getLong("due_at")));
    }

    @Override
    public void postpone(long id, Instant until) {
        database.write(connection -> Sql.update(
                connection, "UPDATE outbox SET attempts = attempts + 1, due_at = ? WHERE id = ?", until, id));
    }

    @Override
    public void remove(long id) {
        database.write(connection -> Sql.update(connection, "DELETE FROM outbox WHERE id = ?", id));
    }

    @Override
    public void issue(MailedCode code, Mail mail, Instant now) {
        database.write(connection -> {
            String owner = "SELECT 1 FROM account WHERE did = ? AND email = ? AND reserved = 0";
            if (!Sql.exists(connection, owner, code.did(), mail.to()) || held(connection, code)) {
                return 0;
            }
            Sql.update(
                    connection,
                    "INSERT OR REPLACE INTO mailed_code (did, purpose, hash, expires_at) VALUES (?, ?, ?, ?)",
                    code.did(),
                    code.purpose(),
                    code.hash().text(),
                    code.expiresAt());
            return insert(connection, mail, code.did() + " " + code.purpose(), now);
        });
    }

    /// Whether the code before must not be replaced by this one yet.
    private static boolean held(Connection connection, MailedCode code) throws SQLException {
        Instant expiresAfter = code.expiresAt().minus(code.purpose().held());
        return Sql.exists(
                connection,
                "SELECT 1 FROM mailed_code WHERE did = ? AND purpose = ? AND expires_at > ? AND expires_at <= ?",
                code.did(),
                code.purpose(),
                expiresAfter,
                code.expiresAt()); // beyond that the clock must have gone back
    }

    @Override
    public Optional<MailedCode> code(Did did, CodePurpose purpose) {
        return database.read(connection -> Sql.first(
                connection,
                "SELECT * FROM mailed_code WHERE did = ? AND purpose = ?",
                SqliteMailStore::mailedCode,
                did,
                purpose));
    }

    @Override
    public Optional<MailedCode> code(CodePurpose purpose, HashedId hash) {
        return database.read(connection -> Sql.first(
                connection,
                "SELECT * FROM mailed_code WHERE hash = ? AND purpose = ?",
                SqliteMailStore::mailedCode,
                hash.text(),
                purpose));
    }

    private static MailedCode mailedCode(ResultSet row) throws SQLException {
        return new MailedCode(
                new Did(row.getString("did")),
                CodePurpose.valueOf(row.getString("purpose")),
                new HashedId(row.getString("hash")),
                Instant.ofEpochMilli(row.getLong("expires_at")));
    }

    @Override
    public boolean use(MailedCode code) {
        return database.write(connection -> use(connection, code));
    }

    static boolean use(Connection connection, MailedCode code) throws SQLException {
        return Sql.update(
                        connection,
                        "DELETE FROM mailed_code WHERE did = ? AND purpose = ? AND hash = ?",
                        code.did(),
                        code.purpose(),
                        code.hash().text())
                > 0;
    }

    /// Ends all codes of an account.
    static void endCodes(Connection connection, Did did) throws SQLException {
        Sql.update(connection, "DELETE FROM mailed_code WHERE did = ?", did);
    }

    @Override
    public boolean confirmEmail(MailedCode code, Instant now) {
        return database.write(connection -> use(connection, code)
                && Sql.update(
                                connection,
                                "UPDATE account SET email_confirmed_at = ? WHERE did = ? AND reserved = 0",
                                now,
                                code.did())
                        > 0);
    }

    @Override
    public EmailChange changeEmail(Did did, String email, @Nullable MailedCode code) {
        return database.write(connection -> {
            if (Sql.exists(connection, "SELECT 1 FROM account WHERE email = ? AND did <> ?", email, did)) {
                return EmailChange.TAKEN;
            }
            if (code != null && !use(connection, code)) {
                return EmailChange.CODE_GONE;
            }
            int changed = Sql.update(
                    connection,
                    "UPDATE account SET email = ?, email_confirmed_at = NULL WHERE did = ? AND reserved = 0",
                    email,
                    did);
            endCodes(connection, did);
            return changed > 0 ? EmailChange.CHANGED : EmailChange.NO_ACCOUNT;
        });
    }

    @Override
    public boolean setEmailAuthFactor(Did did, String email, boolean on, @Nullable MailedCode code) {
        boolean free = on || code != null;
        return database.write(connection ->
                (code == null || use(connection, code)) && Sql.update(connection, """
                                UPDATE account SET email_auth_factor = ? WHERE did = ? AND email = ? AND reserved = 0
                                AND (? OR email_confirmed_at IS NULL)
                                """, on, did, email, free) > 0);
    }

    @Override
    public boolean resetPassword(MailedCode code, String passwordHash) {
        return database.write(connection -> {
            if (!use(connection, code)) {
                return false;
            }
            Sql.update(connection, "DELETE FROM refresh_token WHERE did = ?", code.did());
            return Sql.update(
                            connection,
                            "UPDATE account SET password_hash = ? WHERE did = ? AND reserved = 0",
                            passwordHash,
                            code.did())
                    > 0;
        });
    }
}
