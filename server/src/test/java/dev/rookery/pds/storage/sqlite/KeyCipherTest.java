package dev.rookery.pds.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyCipherTest {
    private static final byte[] SECRET =
            "the secret of a signing key, 32.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();
    private final KeyCipher cipher = new KeyCipher(new byte[32], random);

    @Test
    void sealedSecret_opens_withTheSameKeyPurposeAndName_only() {
        byte[] sealed = cipher.seal("signing-key", "did:plc:alice", SECRET);

        assertThat(cipher.open("signing-key", "did:plc:alice", sealed)).contains(SECRET);
        assertThat(cipher.open("signing-key", "did:plc:bob", sealed)).isEmpty();
        assertThat(cipher.open("reserved-key", "did:plc:alice", sealed)).isEmpty();
        byte[] otherKey = new byte[32];
        otherKey[31] = 1;
        assertThat(new KeyCipher(otherKey, random).open("signing-key", "did:plc:alice", sealed))
                .isEmpty();
    }

    @Test
    void changedOrCutOff_doesNotOpen() {
        byte[] sealed = cipher.seal("signing-key", "did:plc:alice", SECRET);

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThat(cipher.open("signing-key", "did:plc:alice", changed))
                    .as("byte " + i)
                    .isEmpty();
            assertThat(cipher.open("signing-key", "did:plc:alice", Arrays.copyOf(sealed, i)))
                    .as("length " + i)
                    .isEmpty();
        }
    }

    @Test
    void sameSecret_isSealedDifferentlyEachTime() {
        assertThat(cipher.seal("a", "b", SECRET)).isNotEqualTo(cipher.seal("a", "b", SECRET));
    }
}
