package dev.rookery.atproto.crypto;

import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// The implementation of each curve, chosen once, and made when it is first needed: Bouncy Castle's tables are a
/// noticeable part of a server's start.
final class Curves {
    private Curves() {}

    static Curve p256() {
        return P256.CURVE;
    }

    static Curve k256() {
        return K256.CURVE;
    }

    static Curve bouncyK256() {
        return BouncyK256.CURVE;
    }

    private static final class P256 {
        static final Curve CURVE = new BouncyCurve(CustomNamedCurves.getByName("secp256r1"));
    }

    private static final class K256 {
        static final Curve CURVE = NativeK256.load().orElseGet(Curves::bouncyK256);
    }

    private static final class BouncyK256 {
        static final Curve CURVE = new BouncyCurve(CustomNamedCurves.getByName("secp256k1"));
    }
}
