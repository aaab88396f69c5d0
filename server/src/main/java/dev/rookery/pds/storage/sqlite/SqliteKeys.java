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
/// They are encrypted from the moment when a server is started with a key for it, and stay so, under that key or one
/// that takes its place. A proof that the key is the right one is kept beside them, so that a wrong one is found out at
/// once and changes nothing.
final class SqliteKeys {
    private static final String ACCOUNT = "signing-key";
    private static final String RESERVED = "reserved-key";
    private static final String PROOF = "proof";
    private static final byte[] PROVEN = "rookery".getBytes(StandardCharsets.UTF_8);
    private static final int AT_ONCE = 1_000;

    private final SqliteDatabase database;
    private final @Nullable KeyCipher wanted;
    private volatile @Nullable KeyCipher used;

    /// A key of a row as it is stored.
    private record Stored(String name, byte[] secret) {}

    /// @param ciphers what encrypts the keys, then what may have encrypted them before; empty for nothing
    /// @throws InvalidConfigException if the keys are encrypted, and with none of these
    SqliteKeys(SqliteDatabase database, List<KeyCipher> ciphers) {
        this.database = database;
        this.wanted = ciphers.isEmpty() ? null : ciphers.getFirst();
        Optional<byte[]> proof = database.read(
                connection -> Sql.first(connection, "SELECT proof FROM key_encryption", row -> row.getBytes("proof")));
        this.used = proof.map(stored -> proven(ciphers, stored)).orElse(null);
    }

    private static KeyCipher proven(List<KeyCipher> ciphers, byte[] proof) {
        if (ciphers.isEmpty()) {
            throw new InvalidConfigException(
                    List.of(
                            "PDS_KEY_ENCRYPTION_KEY is not set,"
                                    + " but the signing keys in the data folder are encrypted; give the key that they were encrypted with"));
        }
        return ciphers.stream()
                .filter(cipher -> cipher.open(PROOF, PROOF, proof).isPresent())
                .findFirst()
                .orElseThrow(() -> new InvalidConfigException(List.of("PDS_KEY_ENCRYPTION_KEY is not the key"
                        + " with which the signing keys in the data folder were encrypted")));
    }

    /// Encrypts all keys, if there is a cipher and that was not done yet. No trace is left in the file of them as they
    /// were.
    void encrypt() {
        KeyCipher cipher = wanted;
        if (cipher == null) {
            return;
        }
        if (used != cipher) {
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

    private int encryptAll(Connection connection, KeyCipher cipher) throws SQLException {
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
        return Sql.update(
                connection, "INSERT OR REPLACE INTO key_encryption (id, proof) VALUES (1, ?)", (Object) proof);
    }

    private void encrypt(Connection connection, KeyCipher cipher, String purpose, String select, String update)
            throws SQLException {
        String last = "";
        while (true) {
            List<Stored> page =
                    Sql.list(connection, select, row -> new Stored(row.getString(1), row.getBytes(2)), last, AT_ONCE);
            if (page.isEmpty()) {
                return;
            }
            for (Stored key : page) {
                byte[] secret = open(purpose, key.name, key.secret);
                Sql.update(connection, update, cipher.seal(purpose, key.name, secret), key.name);
                last = key.name;
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
