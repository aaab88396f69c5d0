package dev.rookery.pds.account;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/// The password hash scrypt (RFC 7914) with N = 16,384, r = 8 and p = 1, in memory that is used again.
///
/// It takes 16 MiB for each hash. Bouncy Castle's allocates them anew each time, so that under many logins the
/// collector copies them while every request waits; and it cannot be stopped on the way. Belongs to one thread.
final class Scrypt {
    private static final int COST = 16_384;
    private static final int BLOCK_SIZE = 8;
    private static final int WORDS = 16;
    private static final int CHUNKS = 2 * BLOCK_SIZE;
    private static final int BLOCK_WORDS = CHUNKS * WORDS;
    /// A fraction of a millisecond's work.
    private static final int BLOCKS_BETWEEN_PAUSES = 128;

    private static final int SALSA_DOUBLE_ROUNDS = 4;
    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] memory = new int[COST * BLOCK_WORDS];
    private final int[] mixed = new int[WORDS];
    private int[] block = new int[BLOCK_WORDS];
    private int[] next = new int[BLOCK_WORDS];
    private final Runnable pause;

    /// @param pause called again and again while it hashes, after each fraction of a millisecond
    Scrypt(Runnable pause) {
        this.pause = pause;
    }

    /// Hashes a password to so many bytes.
    byte[] hash(byte[] password, byte[] salt, int length) {
        byte[] bytes = pbkdf2(password, salt, BLOCK_WORDS * Integer.BYTES);
        for (int i = 0; i < BLOCK_WORDS; i++) {
            block[i] = (int) LITTLE_ENDIAN.get(bytes, i * Integer.BYTES);
        }
        mix();
        for (int i = 0; i < BLOCK_WORDS; i++) {
            LITTLE_ENDIAN.set(bytes, i * Integer.BYTES, block[i]);
        }
        return pbkdf2(password, bytes, length);
    }

    private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
        var generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password, salt, 1);
        return ((KeyParameter) generator.generateDerivedMacParameters(length * Byte.SIZE)).getKey();
    }

    /// ROMix of the RFC: fills the memory, then reads it at places that follow from what was read.
    private void mix() {
        for (int i = 0; i < COST; i++) {
            pauseBefore(i);
            System.arraycopy(block, 0, memory, i * BLOCK_WORDS, BLOCK_WORDS);
            mixBlock();
        }
        for (int i = 0; i < COST; i++) {
            pauseBefore(i);
            int from = (block[BLOCK_WORDS - WORDS] & (COST - 1)) * BLOCK_WORDS;
            for (int k = 0; k < BLOCK_WORDS; k++) {
                block[k] ^= memory[from + k];
            }
            mixBlock();
        }
    }

    private void pauseBefore(int index) {
        if (index % BLOCKS_BETWEEN_PAUSES == 0) {
            pause.run();
        }
    }

    /// BlockMix of the RFC.
    private void mixBlock() {
        System.arraycopy(block, BLOCK_WORDS - WORDS, mixed, 0, WORDS);
        for (int i = 0; i < CHUNKS; i++) {
            for (int k = 0; k < WORDS; k++) {
                mixed[k] ^= block[i * WORDS + k];
            }
            salsa(mixed);
            System.arraycopy(mixed, 0, next, (i / 2 + (i % 2) * BLOCK_SIZE) * WORDS, WORDS);
        }
        int[] swapped = block;
        block = next;
        next = swapped;
    }

    /// The core of Salsa20 with 8 rounds. The words are in variables of their own because that is several times as
    /// fast as in the array.
    @SuppressWarnings("MultipleVariableDeclarations")
    private static void salsa(int[] words) {
        int x0 = words[0], x1 = words[1], x2 = words[2], x3 = words[3];
        int x4 = words[4], x5 = words[5], x6 = words[6], x7 = words[7];
        int x8 = words[8], x9 = words[9], x10 = words[10], x11 = words[11];
        int x12 = words[12], x13 = words[13], x14 = words[14], x15 = words[15];
        for (int i = 0; i < SALSA_DOUBLE_ROUNDS; i++) {
            x4 ^= Integer.rotateLeft(x0 + x12, 7);
            x8 ^= Integer.rotateLeft(x4 + x0, 9);
            x12 ^= Integer.rotateLeft(x8 + x4, 13);
            x0 ^= Integer.rotateLeft(x12 + x8, 18);
            x9 ^= Integer.rotateLeft(x5 + x1, 7);
            x13 ^= Integer.rotateLeft(x9 + x5, 9);
            x1 ^= Integer.rotateLeft(x13 + x9, 13);
            x5 ^= Integer.rotateLeft(x1 + x13, 18);
            x14 ^= Integer.rotateLeft(x10 + x6, 7);
            x2 ^= Integer.rotateLeft(x14 + x10, 9);
            x6 ^= Integer.rotateLeft(x2 + x14, 13);
            x10 ^= Integer.rotateLeft(x6 + x2, 18);
            x3 ^= Integer.rotateLeft(x15 + x11, 7);
            x7 ^= Integer.rotateLeft(x3 + x15, 9);
            x11 ^= Integer.rotateLeft(x7 + x3, 13);
            x15 ^= Integer.rotateLeft(x11 + x7, 18);
            x1 ^= Integer.rotateLeft(x0 + x3, 7);
            x2 ^= Integer.rotateLeft(x1 + x0, 9);
            x3 ^= Integer.rotateLeft(x2 + x1, 13);
            x0 ^= Integer.rotateLeft(x3 + x2, 18);
            x6 ^= Integer.rotateLeft(x5 + x4, 7);
            x7 ^= Integer.rotateLeft(x6 + x5, 9);
            x4 ^= Integer.rotateLeft(x7 + x6, 13);
            x5 ^= Integer.rotateLeft(x4 + x7, 18);
            x11 ^= Integer.rotateLeft(x10 + x9, 7);
            x8 ^= Integer.rotateLeft(x11 + x10, 9);
            x9 ^= Integer.rotateLeft(x8 + x11, 13);
            x10 ^= Integer.rotateLeft(x9 + x8, 18);
            x12 ^= Integer.rotateLeft(x15 + x14, 7);
            x13 ^= Integer.rotateLeft(x12 + x15, 9);
            x14 ^= Integer.rotateLeft(x13 + x12, 13);
            x15 ^= Integer.rotateLeft(x14 + x13, 18);
        }
        words[0] += x0;
        words[1] += x1;
        words[2] += x2;
        words[3] += x3;
        words[4] += x4;
        words[5] += x5;
        words[6] += x6;
        words[7] += x7;
        words[8] += x8;
        words[9] += x9;
        words[10] += x10;
        words[11] += x11;
        words[12] += x12;
        words[13] += x13;
        words[14] += x14;
        words[15] += x15;
    }
}
