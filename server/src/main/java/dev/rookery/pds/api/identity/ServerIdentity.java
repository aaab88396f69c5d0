package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountKeys;
import java.util.List;

/// What the PLC data of this server's accounts has to say of the server.
///
/// @param rotationKey the key, as a `did:key`, with which this server changes the data
/// @param rotationKeys that key, with the operator's recovery key before it where there is one
/// @param publicUrl where the world reaches this server
public record ServerIdentity(String rotationKey, List<String> rotationKeys, String publicUrl, AccountKeys keys) {
    public ServerIdentity {
        rotationKeys = List.copyOf(rotationKeys);
    }

    /// The key that signs for an account that exists, as a `did:key`.
    String signingKey(Did did) {
        return keys.of(did).verifyingKey().didKey();
    }
}
