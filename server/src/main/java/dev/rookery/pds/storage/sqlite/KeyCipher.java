package dev.rookery.pds.storage.sqlite;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts signing keys before they are stored, with AES-256-GCM.
///
/// A sealed secret is bound to what it is for and whose it is: one that was moved to another row does not open. Its
/// form is a byte for the version (1), a nonce of 12 random bytes, the ciphertext, and a tag of 16 bytes. Safe for use
/// by many threads.
public final class KeyCipher {
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random;

    /// @param key 32 bytes
    public KeyCipher(byte[] key, SecureRandom random) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key for AES-256 is 32 bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /// Encrypts a secret.
    ///
    /// @param purpose what it is for
    /// @param name whose it is
    public byte[] seal(String purpose, String name, byte[] secret) {
        byte[] sealed = new byte[1 + NONCE_BYTES];
        random.nextBytes(sealed);
        sealed[0] = VERSION;
        try {
            byte[] encrypted =
                    cipher(Cipher.ENCRYPT_MODE, sealed, purpose, name).doFinal(secret);
            byte[] all = Arrays.copyOf(sealed, sealed.length + encrypted.length);
            System.arraycopy(encrypted, 0, all, sealed.length, encrypted.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt", e);
        }
    }

    /// Decrypts what was sealed with this key for the same purpose and name; empty if it was not.
    public Optional<byte[]> open(String purpose, String name, byte[] sealed) {
        int head = 1 + NONCE_BYTES;
        if (sealed.length < head + TAG_BITS / Byte.SIZE || sealed[0] != VERSION) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, sealed, purpose, name).doFinal(sealed, head, sealed.length - head));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot decrypt", e);
        }
    }

    private Cipher cipher(int mode, byte[] sealed, String purpose, String name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, sealed, 1, NONCE_BYTES));
        cipher.updateAAD((purpose + '\0' + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
