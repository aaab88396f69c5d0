package dev.rookery.atproto.crypto;

/// The two curves that the protocol signs with.
public enum Algorithm {
    /// secp256k1, the curve of account and rotation keys by default.
    K256("ES256K", 0xe7, 0x01, "EcdsaSecp256k1VerificationKey2019"),
    /// NIST P-256, also known as secp256r1, the curve that hardware and browsers hold keys of.
    P256("ES256", 0x80, 0x24, "EcdsaSecp256r1VerificationKey2019");

    private final String jwtName;
    private final byte multicodec0;
    private final byte multicodec1;
    private final String oldMethodType;

    Algorithm(String jwtName, int multicodec0, int multicodec1, String oldMethodType) {
        this.jwtName = jwtName;
        this.multicodec0 = (byte) multicodec0;
        this.multicodec1 = (byte) multicodec1;
        this.oldMethodType = oldMethodType;
    }

    /// Returns the `alg` of a JSON web token.
    public String jwtName() {
        return jwtName;
    }

    /// Returns the type of a verification method as DID documents had it before `Multikey`.
    String oldMethodType() {
        return oldMethodType;
    }

    /// Puts the two bytes that say which curve a key is of before it.
    byte[] prefixed(byte[] key) {
        var prefixed = new byte[key.length + 2];
        prefixed[0] = multicodec0;
        prefixed[1] = multicodec1;
        System.arraycopy(key, 0, prefixed, 2, key.length);
        return prefixed;
    }

    boolean isPrefixOf(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == multicodec0 && bytes[1] == multicodec1;
    }

    Curve curve() {
        return switch (this) {
            case K256 -> Curves.k256();
            case P256 -> Curves.p256();
        };
    }
}
