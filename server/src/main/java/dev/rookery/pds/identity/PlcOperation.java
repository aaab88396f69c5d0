package dev.rookery.pds.identity;

import dev.rookery.atproto.cid.Base32;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.cid.Sha256;
import dev.rookery.atproto.crypto.InvalidCryptoException;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Did;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One entry of a did:plc identity's log: a statement of all its data, or its end. Signed by one of the rotation keys
/// of the entry before, or, if it is the first, by one of its own.
///
/// An operation is signed over its DAG-CBOR without `sig`, and known by the CID of its DAG-CBOR with `sig`.
public sealed interface PlcOperation permits PlcUpdate, PlcTombstone, PlcLegacyCreate {
    int DID_HASH_LENGTH = 24;

    /// Everything but the signature.
    DataMap unsigned();

    /// The signature in base64url without padding.
    String signature();

    /// The CID of the operation before this one; null for the first.
    @Nullable
    String prev();

    /// The operation as it is sent and stored.
    default DataMap data() {
        return unsigned().with("sig", new DataString(signature()));
    }

    default Cid cid() {
        return Cid.dagCbor(DagCbor.encode(data()));
    }

    /// The DID that this operation founds, if it is a first one.
    default Did did() {
        String hash = Base32.encode(Sha256.hash(DagCbor.encode(data())));
        return new Did("did:plc:" + hash.substring(0, DID_HASH_LENGTH));
    }

    /// Says which of the keys signed the operation. Keys and signatures that make no sense signed nothing.
    default Optional<String> signer(List<String> didKeys) {
        byte[] signed = DagCbor.encode(unsigned());
        return signatureBytes()
                .flatMap(signature -> didKeys.stream()
                        .filter(key -> verifies(key, signed, signature))
                        .findFirst());
    }

    /// The signature, if its text is the one way to write it.
    private Optional<byte[]> signatureBytes() {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(signature());
            return Optional.of(bytes).filter(decoded -> encode(decoded).equals(signature()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encode(byte[] signature) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static boolean verifies(String didKey, byte[] message, byte[] signature) {
        try {
            return VerifyingKey.fromDidKey(didKey).verify(message, signature);
        } catch (InvalidCryptoException e) {
            return false;
        }
    }

    /// The signature of these contents, as operations carry it.
    static String sign(DataMap unsigned, SigningKey key) {
        return encode(key.sign(DagCbor.encode(unsigned)));
    }

    /// Reads an operation, which has exactly the properties of its type.
    ///
    /// @throws IdentityException if it has not
    static PlcOperation parse(DataMap data) {
        String type = data.text("type");
        return switch (type == null ? "" : type) {
            case PlcUpdate.TYPE -> PlcUpdate.parse(data);
            case PlcTombstone.TYPE -> PlcTombstone.parse(data);
            case PlcLegacyCreate.TYPE -> PlcLegacyCreate.parse(data);
            default -> throw new IdentityException("not a PLC operation: " + data);
        };
    }
}
