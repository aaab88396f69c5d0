package dev.rookery.pds.storage.sqlite;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.config.InvalidConfigException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The signing keys in [SqliteAccountStore]: as they are, or all of them encrypted.
///
/// They are encrypted from the moment when a server is started with a key for it, and stay so. A proof that the key is
/// the right one is kept beside them, so that a wrong one is found out at once and changes nothing.
final class SqliteKeys {
    private static final String ACCOUNT = "signing-key";
    private static final String RESERVED = "reserved-key";
    private static final String PROOF = "proof";
    private static final byte[] PROVEN = "rookery".getBytes(StandardCharsets.UTF_8);
    private static final int AT_ONCE = 1_000;

    private final SqliteDatabase database;
    private final @Nullable KeyCipher given;
    private volatile @Nullable KeyCipher used;

    /// A key of a row that is yet to be encrypted.
    private record Clear(String name, byte[] secret) {}

    /// @throws InvalidConfigException if the keys are encrypted, and not with this cipher
    SqliteKeys(SqliteDatabase database, @Nullable KeyCipher cipher) {
        this.database = database;
        this.given = cipher;
        Optional<byte[]> proof = database.read(
                connection -> Sql.first(connection, "SELECT proof FROM key_encryption", row -> row.getBytes("proof")));
        proof.ifPresent(stored -> check(cipher, stored));
        this.used = proof.isPresent() ? cipher : null;
    }

    private static void check(@Nullable KeyCipher cipher, byte[] proof) {
        if (cipher == null) {
            throw new InvalidConfigException(
                    List.of(
                            "PDS_KEY_ENCRYPTION_KEY is not set,"
                                    + " but the signing keys in the data folder are encrypted; give the key that they were encrypted with"));
        }
        if (cipher.open(PROOF, PROOF, proof).isEmpty()) {
            throw new InvalidConfigException(List.of("PDS_KEY_ENCRYPTION_KEY is not the key"
                    + " with which the signing keys in the data folder were encrypted"));
        }
    }

    /// Encrypts all keys, if there is a cipher and that was not done yet. No trace of them is left in the file.
    void encrypt() {
        KeyCipher cipher = given;
        if (cipher == null) {
            return;
        }
        if (used == null) {
            database.write(connection -> encryptAll(connection, cipher));
            used = cipher;
        }
        if (!isSwept()) {
            database.compact();
            database.write(connection -> Sql.update(connection, "UPDATE key_encryption SET swept = 1"));
        }
    }

    private boolean isSwept() {
        return database.read(connection -> Sql.exists(connection, "SELECT 1 FROM key_encryption WHERE swept = 1"));
    }

    private static int encryptAll(Connection connection, KeyCipher cipher) throws SQLException {
        encrypt(
                connection,
                cipher,
                ACCOUNT,
                "SELECT did, signing_key FROM account WHERE did > ? ORDER BY did LIMIT ?",
                "UPDATE account SET signing_key = ? WHERE did = ?");
        encrypt(
                connection,
                cipher,
                RESERVED,
                "SELECT name, secret FROM reserved_key WHERE name > ? ORDER BY name LIMIT ?",
                "UPDATE reserved_key SET secret = ? WHERE name = ?");
        byte[] proof = cipher.seal(PROOF, PROOF, PROVEN);
        return Sql.update(connection, "INSERT INTO key_encryption (id, proof) VALUES (1, ?)", (Object) proof);
    }

    private static void encrypt(Connection connection, KeyCipher cipher, String purpose, String select, String update)
            throws SQLException {
        String last = "";
        while (true) {
            List<Clear> page =
                    Sql.list(connection, select, row -> new Clear(row.getString(1), row.getBytes(2)), last, AT_ONCE);
            if (page.isEmpty()) {
                return;
            }
            for (Clear clear : page) {
                Sql.update(connection, update, cipher.seal(purpose, clear.name, clear.secret), clear.name);
                last = clear.name;
            }
        }
    }

    /// The form in which the key of an account is stored.
    byte[] toStore(Did did, byte[] secret) {
        return seal(ACCOUNT, did.text(), secret);
    }

    Optional<byte[]> ofAccount(Did did) {
        return database.read(connection ->
                        Sql.first(connection, "SELECT signing_key FROM account WHERE did = ?", r -> r.getBytes(1), did))
                .map(stored -> open(ACCOUNT, did.text(), stored));
    }

    byte[] reserve(String name, byte[] secret, Instant now, Instant staleBefore) {
        byte[] sealed = seal(RESERVED, name, secret);
        byte[] stored = database.write(connection -> {
            Sql.update(connection, "DELETE FROM reserved_key WHERE reserved_at < ?", staleBefore);
            Sql.update(connection, """
                    INSERT INTO reserved_key (name, secret, reserved_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                    """, name, sealed, now);
            return reserved(connection, name).orElseThrow();
        });
        return open(RESERVED, name, stored);
    }

    Optional<byte[]> reserved(Did did) {
        return database.read(connection -> reserved(connection, did.text()))
                .map(stored -> open(RESERVED, did.text(), stored));
    }

    private static Optional<byte[]> reserved(Connection connection, String name) throws SQLException {
        return Sql.first(connection, "SELECT secret FROM reserved_key WHERE name = ?", row -> row.getBytes(1), name);
    }

    private byte[] seal(String purpose, String name, byte[] secret) {
        KeyCipher cipher = used;
        return cipher == null ? secret : cipher.seal(purpose, name, secret);
    }

    private byte[] open(String purpose, String name, byte[] stored) {
        KeyCipher cipher = used;
        return cipher == null
                ? stored
                : cipher.open(purpose, name, stored)
                        .orElseThrow(() -> new SqliteException("the signing key of " + name + " is damaged", null));
    }
}
