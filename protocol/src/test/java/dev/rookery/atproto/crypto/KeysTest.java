package dev.rookery.atproto.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.cid.Sha256;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final byte[] MESSAGE = "a message".getBytes(UTF_8);
    private static final String DID_KEY = "did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc";
    private static final BigInteger ORDER_K256 =
            new BigInteger("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", 16);

    @ParameterizedTest
    @EnumSource
    void signature_verifies(Algorithm algorithm) {
        var key = SigningKey.generate(algorithm, new SecureRandom());

        byte[] signature = key.sign(MESSAGE);

        assertThat(signature).hasSize(64).isEqualTo(key.sign(MESSAGE));
        assertThat(key.verifyingKey().verify(MESSAGE, signature)).isTrue();
        assertThat(key.verifyingKey().verifyMalleable(MESSAGE, signature)).isTrue();
        assertThat(key.verifyingKey().verify("another".getBytes(UTF_8), signature))
                .isFalse();
        assertThat(SigningKey.generate(algorithm, new SecureRandom())
                        .verifyingKey()
                        .verify(MESSAGE, signature))
                .isFalse();
        assertThat(SigningKey.fromBytes(algorithm, key.secret()).verifyingKey()).isEqualTo(key.verifyingKey());
    }

    @ParameterizedTest
    @EnumSource
    void changedSignature_doesNotVerify(Algorithm algorithm) {
        var key = SigningKey.generate(algorithm, new SecureRandom());
        byte[] signature = key.sign(MESSAGE);

        for (int bit = 0; bit < 512; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(key.verifyingKey().verify(MESSAGE, changed)).isFalse();
        }
        for (int length : new int[] {0, 1, 63, 65, 72}) {
            assertThat(key.verifyingKey().verify(MESSAGE, Arrays.copyOf(signature, length)))
                    .isFalse();
            assertThat(key.verifyingKey().verifyMalleable(MESSAGE, Arrays.copyOf(signature, length)))
                    .isFalse();
        }
        for (int fill : new int[] {0, 0xff}) {
            byte[] filled = new byte[64];
            Arrays.fill(filled, (byte) fill);
            assertThat(key.verifyingKey().verify(MESSAGE, filled)).isFalse();
            assertThat(key.verifyingKey().verifyMalleable(MESSAGE, filled)).isFalse();
        }
    }

    @Test
    void highS_verifiesOnlyWhereMalleableIsAllowed() {
        var key = SigningKey.generate(Algorithm.K256, new SecureRandom());
        byte[] signature = key.sign(MESSAGE);
        var high = ORDER_K256.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        byte[] highBytes = HexFormat.of().parseHex(String.format("%064x", high));
        System.arraycopy(highBytes, 0, signature, 32, 32);

        assertThat(key.verifyingKey().verify(MESSAGE, signature)).isFalse();
        assertThat(key.verifyingKey().verifyMalleable(MESSAGE, signature)).isTrue();
    }

    @Test
    void bothLibraries_doTheSame() {
        assertThat(Curves.k256()).as("the native library loads here").isInstanceOf(NativeK256.class);
        long seed = 5;
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            byte[] hash = Sha256.hash(secret);
            byte[] signature = Curves.k256().sign(hash, secret);
            byte[] publicKey = Curves.k256().publicKey(secret);

            assertThat(Curves.bouncyK256().sign(hash, secret))
                    .as("seed %d", seed)
                    .isEqualTo(signature);
            assertThat(Curves.bouncyK256().publicKey(secret))
                    .as("seed %d", seed)
                    .isEqualTo(publicKey);
            assertThat(Curves.bouncyK256().verify(hash, signature, publicKey)).isTrue();
            assertThat(Curves.bouncyK256().withLowS(signature)).isEqualTo(signature);
            assertThat(Curves.k256().withLowS(signature)).isEqualTo(signature);
            signature[random.nextInt(64)] ^= 1;
            assertThat(Curves.k256().verify(hash, signature, publicKey)).isFalse();
            assertThat(Curves.bouncyK256().verify(hash, signature, publicKey)).isFalse();
        }
    }

    @Test
    void secretOutOfRange_isRefused() {
        for (var algorithm : Algorithm.values()) {
            for (String hex :
                    new String[] {"00".repeat(32), "ff".repeat(32), "01".repeat(31), "01".repeat(33), "", "zz"}) {
                assertThatThrownBy(() -> SigningKey.fromHex(algorithm, hex)).isInstanceOf(InvalidCryptoException.class);
            }
        }
        assertThat(Curves.bouncyK256().isSecret(ORDER_K256.toByteArray())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void publicKey_isReadInEveryForm(Algorithm algorithm) {
        var key = SigningKey.generate(algorithm, new SecureRandom()).verifyingKey();
        var uncompressed = "z" + Base58.encode(key.uncompressed());

        assertThat(VerifyingKey.fromDidKey(key.didKey())).isEqualTo(key);
        assertThat(VerifyingKey.fromMultibase(key.multibase())).isEqualTo(key);
        assertThat(VerifyingKey.fromPoint(algorithm, key.compressed())).isEqualTo(key);
        assertThat(VerifyingKey.fromUncompressed(algorithm, key.uncompressed())).isEqualTo(key);
        assertThat(VerifyingKey.fromVerificationMethod("Multikey", key.multibase()))
                .isEqualTo(key);
        assertThat(VerifyingKey.fromVerificationMethod(algorithm.oldMethodType(), uncompressed))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "did:key:",
                "did:key:z",
                "did:key:z111",
                "did:plc:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc",
                "did:key:mQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc",
                "did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJw",
                "did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc0",
                "did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwcé",
                "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
            })
    void otherDidKeys_areRefused(String text) {
        assertThatThrownBy(() -> VerifyingKey.fromDidKey(text)).isInstanceOf(InvalidCryptoException.class);
    }

    @ParameterizedTest
    @EnumSource
    void pointOffTheCurve_isRefused(Algorithm algorithm) {
        byte[] point = VerifyingKey.fromDidKey(DID_KEY).uncompressed();
        point[64] ^= 1;
        byte[] infinity = new byte[33];

        assertThatThrownBy(() -> VerifyingKey.fromPoint(algorithm, point)).isInstanceOf(InvalidCryptoException.class);
        assertThatThrownBy(() -> VerifyingKey.fromPoint(algorithm, infinity))
                .isInstanceOf(InvalidCryptoException.class);
        assertThatThrownBy(() -> VerifyingKey.fromPoint(algorithm, new byte[1]))
                .isInstanceOf(InvalidCryptoException.class);
    }

    @Test
    void secret_isNeverPrinted() {
        var key =
                SigningKey.fromHex(Algorithm.K256, "9085d2bef69286a6cbb51623c8fa258629945cd55ca705cc4e66700396894e0c");

        assertThat(key).hasToString("SigningKey[did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme]");
    }

    @Test
    void base58_goesBothWays() {
        long seed = 3;
        var random = new Random(seed);
        for (int length = 0; length < 80; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            Arrays.fill(bytes, 0, Math.min(length, random.nextInt(4)), (byte) 0);

            assertThat(Base58.decode(Base58.encode(bytes))).as("seed %d", seed).isEqualTo(bytes);
        }
        assertThat(Base58.encode("Hello World!".getBytes(UTF_8))).isEqualTo("2NEpo7TZRRrLZSi2U");
    }
}
