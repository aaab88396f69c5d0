package dev.rookery.atproto.crypto;

import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// The implementation of each curve, chosen once.
final class Curves {
    static final Curve P256 = new BouncyCurve(CustomNamedCurves.getByName("secp256r1"));
    static final Curve BOUNCY_K256 = new BouncyCurve(CustomNamedCurves.getByName("secp256k1"));
    static final Curve K256 = NativeK256.load().orElse(BOUNCY_K256);

    private Curves() {}
}
