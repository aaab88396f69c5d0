package dev.rookery.pds.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

class ScryptTest {
    private int pauses;
    private final Scrypt scrypt = new Scrypt(() -> pauses++);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The third test vector of RFC 7914.
    @Test
    void vectorOfTheRfc_isMet() {
        assertThat(HexFormat.of().formatHex(scrypt.hash(utf8("pleaseletmein"), utf8("SodiumChloride"), 64)))
                .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
    }

    @Test
    void randomPasswords_areHashedAsBouncyCastleDoes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            byte[] password = new byte[i * 17];
            byte[] salt = new byte[32];
            random.nextBytes(password);
            random.nextBytes(salt);

            assertThat(scrypt.hash(password, salt, 64))
                    .as("seed " + seed)
                    .isEqualTo(SCrypt.generate(password, salt, 16_384, 8, 1, 64));
        }
    }

    @Test
    void hash_pausesManyTimes() {
        scrypt.hash(utf8("password"), utf8("salt"), 64);

        assertThat(pauses).isEqualTo(2 * 16_384 / 128);
    }
}
