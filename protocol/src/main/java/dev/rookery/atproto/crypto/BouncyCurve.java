package dev.rookery.atproto.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// A curve by Bouncy Castle, which has no notion of a low S: that is seen to here.
final class BouncyCurve implements Curve {
    private final ECDomainParameters domain;
    private final BigInteger halfOrder;

    /// Takes the parameters of a *custom* curve: the generic ones are four to ten times slower.
    BouncyCurve(X9ECParameters parameters) {
        domain = new ECDomainParameters(parameters);
        halfOrder = domain.getN().shiftRight(1);
    }

    @Override
    public boolean isSecret(byte[] secret) {
        var number = new BigInteger(1, secret);
        return secret.length == SECRET_LENGTH && number.signum() > 0 && number.compareTo(domain.getN()) < 0;
    }

    @Override
    public byte[] publicKey(byte[] secret) {
        var point = new FixedPointCombMultiplier().multiply(domain.getG(), new BigInteger(1, secret));
        return point.normalize().getEncoded(false);
    }

    @Override
    public byte[] point(byte[] encoded) {
        return decode(encoded).getEncoded(false);
    }

    private ECPoint decode(byte[] encoded) {
        if (!hasPointShape(encoded)) {
            throw new InvalidCryptoException("Invalid key: no point of the curve");
        }
        try {
            return domain.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException e) {
            throw new InvalidCryptoException("Invalid key: no point of the curve", e);
        }
    }

    /// Tells whether bytes are a point compressed or uncompressed, in neither of the other forms that exist.
    static boolean hasPointShape(byte[] encoded) {
        return switch (encoded.length) {
            case COMPRESSED_LENGTH -> encoded[0] == 2 || encoded[0] == 3;
            case UNCOMPRESSED_LENGTH -> encoded[0] == 4;
            default -> false;
        };
    }

    @Override
    public byte[] sign(byte[] hash, byte[] secret) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), domain));
        var numbers = signer.generateSignature(hash);
        return compact(numbers[0], lower(numbers[1]));
    }

    @Override
    public boolean verify(byte[] hash, byte[] signature, byte[] publicKey) {
        var s = s(signature);
        if (s.compareTo(halfOrder) > 0) {
            return false;
        }
        var signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(decode(publicKey), domain));
        return signer.verifySignature(hash, r(signature), s);
    }

    @Override
    public byte[] withLowS(byte[] signature) {
        var s = s(signature);
        return s.compareTo(domain.getN()) >= 0 ? signature : compact(r(signature), lower(s));
    }

    private BigInteger lower(BigInteger s) {
        return s.compareTo(halfOrder) > 0 ? domain.getN().subtract(s) : s;
    }

    private static BigInteger r(byte[] signature) {
        return new BigInteger(1, Arrays.copyOf(signature, SECRET_LENGTH));
    }

    private static BigInteger s(byte[] signature) {
        return new BigInteger(1, Arrays.copyOfRange(signature, SECRET_LENGTH, SIGNATURE_LENGTH));
    }

    private static byte[] compact(BigInteger r, BigInteger s) {
        var signature = new byte[SIGNATURE_LENGTH];
        BigIntegers.asUnsignedByteArray(r, signature, 0, SECRET_LENGTH);
        BigIntegers.asUnsignedByteArray(s, signature, SECRET_LENGTH, SECRET_LENGTH);
        return signature;
    }
}
