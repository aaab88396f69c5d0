package dev.rookery.pds.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AccountStoreContract;
import dev.rookery.pds.account.NewAccount;
import dev.rookery.pds.account.Reservation;
import dev.rookery.pds.config.InvalidConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store with signing keys encrypted: it keeps every promise, and no key can be read in its files.
class EncryptedKeysTest extends AccountStoreContract {
    private static final Did ALICE = new Did("did:plc:encrypted");
    private static final Did BOB = new Did("did:plc:later");
    private static final Did CAROL = new Did("did:plc:reserved");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    @Override
    protected AccountStore open() {
        return encrypting("contract.sqlite", 1);
    }

    private SqliteAccountStore encrypting(String file, int key) {
        var store = new SqliteAccountStore(folder.resolve(file), List.of(cipher(key)));
        store.encryptKeys();
        return store;
    }

    private KeyCipher cipher(int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        return new KeyCipher(bytes, random);
    }

    private SqliteAccountStore withCiphers(KeyCipher... ciphers) {
        return new SqliteAccountStore(folder.resolve("accounts.sqlite"), List.of(ciphers));
    }

    private byte[] secret() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return secret;
    }

    private static void add(AccountStore store, Did did, byte[] key) {
        var handle = new Handle(did.identifier() + ".test");
        assertThat(store.reserve(new NewAccount(did, handle, null, null, key, null, Instant.EPOCH, null, null)))
                .isEqualTo(Reservation.RESERVED);
        store.publish(did);
    }

    private List<Path> filesWith(byte[] secret) throws IOException {
        String sought = new String(secret, StandardCharsets.ISO_8859_1);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(sought)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void keysFromBefore_areEncryptedWhenTheCipherAppears_andLeaveNoTrace() throws IOException {
        byte[] deleted = secret();
        byte[] alices = secret();
        byte[] bobs = secret();
        byte[] carols = secret();
        try (var store = withCiphers()) {
            add(store, BOB, deleted);
            store.delete(BOB);
            add(store, ALICE, alices);
            store.reserveKey(CAROL.text(), carols, Instant.EPOCH, Instant.EPOCH);
        }
        assertThat(filesWith(alices)).isNotEmpty();

        try (var store = withCiphers(cipher(1))) {
            store.encryptKeys();
            add(store, BOB, bobs);

            assertThat(store.signingKey(ALICE)).contains(alices);
            assertThat(store.signingKey(BOB)).contains(bobs);
            assertThat(store.reservedKey(CAROL)).contains(carols);
            for (byte[] secret : List.of(deleted, alices, bobs, carols)) {
                assertThat(filesWith(secret))
                        .as(HexFormat.of().formatHex(secret))
                        .isEmpty();
            }
        }
        try (var store = withCiphers(cipher(1))) {
            store.encryptKeys();
            assertThat(store.signingKey(ALICE)).contains(alices);
        }
    }

    @Test
    void wrongOrMissingKey_isRefused_andChangesNothing() throws IOException {
        byte[] alices = secret();
        try (var store = withCiphers(cipher(1))) {
            store.encryptKeys();
            add(store, ALICE, alices);
        }
        byte[] before = Files.readAllBytes(folder.resolve("accounts.sqlite"));

        assertThatThrownBy(() -> withCiphers(cipher(2)))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("PDS_KEY_ENCRYPTION_KEY is not the key with which the signing keys in the data folder were"
                        + " encrypted");
        assertThatThrownBy(() -> withCiphers())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("PDS_KEY_ENCRYPTION_KEY is not set");

        assertThat(Files.readAllBytes(folder.resolve("accounts.sqlite"))).isEqualTo(before);
        try (var store = withCiphers(cipher(1))) {
            assertThat(store.signingKey(ALICE)).contains(alices);
        }
    }

    @Test
    void previousCipher_givesPlaceToTheNewOne() throws IOException {
        byte[] alices = secret();
        byte[] carols = secret();
        try (var store = withCiphers(cipher(1))) {
            store.encryptKeys();
            add(store, ALICE, alices);
            store.reserveKey(CAROL.text(), carols, Instant.EPOCH, Instant.EPOCH);
        }
        try (var store = withCiphers(cipher(2), cipher(1))) {
            assertThat(store.signingKey(ALICE)).contains(alices);
            store.encryptKeys();
            assertThat(store.signingKey(ALICE)).contains(alices);
        }

        assertThatThrownBy(() -> withCiphers(cipher(1))).isInstanceOf(InvalidConfigException.class);
        try (var store = withCiphers(cipher(2))) {
            assertThat(store.signingKey(ALICE)).contains(alices);
            assertThat(store.reservedKey(CAROL)).contains(carols);
        }
        assertThat(filesWith(alices)).isEmpty();
    }

    @Test
    void cipherAlone_doesNotBeginToEncrypt() {
        byte[] alices = secret();
        try (var store = withCiphers()) {
            add(store, ALICE, alices);
        }
        try (var store = withCiphers(cipher(1))) {
            assertThat(store.signingKey(ALICE)).contains(alices);
        }
        try (var store = withCiphers()) {
            assertThat(store.signingKey(ALICE)).contains(alices);
        }
    }
}
