package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.car.InvalidCarException;
import dev.rookery.atproto.car.Varint;
import dev.rookery.atproto.cid.Base32;
import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.crypto.Base58;
import dev.rookery.atproto.crypto.InvalidCryptoException;
import dev.rookery.atproto.syntax.CidText;

/// Texts of the format `cid`: CIDs of any codec and hash, in the one spelling that each version has.
///
/// This is narrower than the syntax alone, by which an app view would find records that it cannot read.
final class CidFormat {
    private static final int LENGTH_MAX = 128;
    private static final int VERSION_0_LENGTH = 46;

    private CidFormat() {}

    static boolean accepts(String text) {
        if (text.length() > LENGTH_MAX || !CidText.isValid(text)) {
            return false;
        }
        try {
            return text.charAt(0) == 'b' ? isVersion1(Base32.decode(text, 1)) : isVersion0(text);
        } catch (InvalidCidException | InvalidCarException | InvalidCryptoException e) {
            return false;
        }
    }

    /// The version, the codec, the hash's number and its length, and as many bytes of hash.
    private static boolean isVersion1(byte[] cid) {
        int offset = 0;
        long number = Varint.read(cid, offset, cid.length);
        if (number != 1) {
            return false;
        }
        for (int i = 0; i < 3; i++) {
            offset += Varint.length(number);
            number = Varint.read(cid, offset, cid.length);
        }
        return number == cid.length - offset - Varint.length(number);
    }

    /// A hash by SHA-256 without anything before it.
    private static boolean isVersion0(String text) {
        if (text.length() != VERSION_0_LENGTH || text.charAt(0) != 'Q') {
            return false;
        }
        byte[] hash = Base58.decode(text);
        return hash.length == 34 && hash[0] == 0x12 && hash[1] == 0x20;
    }
}
