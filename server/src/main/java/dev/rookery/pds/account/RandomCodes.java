package dev.rookery.pds.account;

import dev.rookery.atproto.cid.Base32;
import java.security.SecureRandom;

/// Random text that people copy by hand: groups of base32 digits with hyphens between, such as `abcde-23456`.
final class RandomCodes {
    private static final int BITS_PER_DIGIT = 5;

    private RandomCodes() {}

    /// A new code. Each digit holds five bits of chance.
    static String next(SecureRandom random, int groups, int groupLength) {
        int digits = groups * groupLength;
        byte[] bytes = new byte[Math.ceilDiv(digits * BITS_PER_DIGIT, Byte.SIZE)];
        random.nextBytes(bytes);
        var code = new StringBuilder(Base32.encode(bytes)).delete(digits, Integer.MAX_VALUE);
        for (int at = groupLength * (groups - 1); at > 0; at -= groupLength) {
            code.insert(at, '-');
        }
        return code.toString();
    }
}
