package dev.rookery.pds.devnet;

import dev.rookery.atproto.crypto.Base58;
import dev.rookery.atproto.crypto.InvalidCryptoException;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcUpdate;
import java.util.Collection;
import java.util.HashSet;

/// How large an operation may be and which keys it may name.
final class PlcLimits {
    private static final int OPERATION_BYTES_MAX = 4_000;
    private static final int ENTRIES_MAX = 10;
    private static final int ALIAS_LENGTH_MAX = 258;
    private static final int SERVICE_TYPE_LENGTH_MAX = 256;
    private static final int SERVICE_ENDPOINT_LENGTH_MAX = 512;
    private static final int ID_LENGTH_MAX = 32;
    private static final int KEY_LENGTH_MAX = 256;
    private static final String DID_KEY_BASE58 = "did:key:z";

    private PlcLimits() {}

    static void check(PlcOperation operation) {
        if (DagCbor.encode(operation.data()).length > OPERATION_BYTES_MAX) {
            throw PlcException.refused("Operation too large (4000 bytes maximum in cbor encoding)");
        }
        if (operation instanceof PlcUpdate update) {
            check(update.content());
        }
    }

    private static void check(PlcData data) {
        atMost(ENTRIES_MAX, data.alsoKnownAs(), "alsoKnownAs");
        atMost(ENTRIES_MAX, data.rotationKeys(), "rotationKey");
        atMost(ENTRIES_MAX, data.services().keySet(), "service");
        atMost(ENTRIES_MAX, data.verificationMethods().keySet(), "Verification Method");
        for (String alias : data.alsoKnownAs()) {
            length(alias, ALIAS_LENGTH_MAX, "alsoKnownAs entry");
        }
        if (new HashSet<>(data.alsoKnownAs()).size() < data.alsoKnownAs().size()) {
            throw PlcException.refused("duplicate alsoKnownAs entry");
        }
        data.rotationKeys().forEach(PlcLimits::rotationKey);
        data.services().forEach((id, service) -> {
            length(id, ID_LENGTH_MAX, "Service id");
            length(service.type(), SERVICE_TYPE_LENGTH_MAX, "Service type");
            length(service.endpoint(), SERVICE_ENDPOINT_LENGTH_MAX, "Service endpoint");
        });
        data.verificationMethods().forEach((id, key) -> {
            length(id, ID_LENGTH_MAX, "Verification Method id");
            length(key, KEY_LENGTH_MAX, "Verification Method key");
            verificationKey(key);
        });
    }

    private static void atMost(int max, Collection<String> entries, String what) {
        if (entries.size() > max) {
            throw PlcException.refused("Too many " + what + " entries (max " + max + ")");
        }
    }

    private static void length(String text, int max, String what) {
        if (text.length() > max) {
            throw PlcException.refused(what + " too long (max " + max + "): " + text);
        }
    }

    private static void rotationKey(String key) {
        try {
            VerifyingKey.fromDidKey(key);
        } catch (InvalidCryptoException e) {
            throw PlcException.refused("Invalid rotationKey: " + key);
        }
    }

    /// A verification method may have a key of any kind, as long as it is written as a `did:key` in base58.
    private static void verificationKey(String key) {
        try {
            if (key.startsWith(DID_KEY_BASE58) && Base58.decode(key.substring(DID_KEY_BASE58.length())).length > 0) {
                return;
            }
        } catch (InvalidCryptoException e) {
            // refused below
        }
        throw PlcException.refused("Invalid verificationMethod key: " + key);
    }
}
