package dev.rookery.pds.api.server;

import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import java.util.Optional;

/// Whether a DID points to this server, with the key that this server signs with, and lets this server change it.
public final class DidCheck {
    private final PlcClient plc;
    private final DidResolver resolver;
    private final AccountKeys keys;
    private final String rotationKey;
    private final String publicUrl;

    /// @param rotationKey this server's, as a `did:key`
    public DidCheck(PlcClient plc, DidResolver resolver, AccountKeys keys, String rotationKey, String publicUrl) {
        this.plc = plc;
        this.resolver = resolver;
        this.keys = keys;
        this.rotationKey = rotationKey;
        this.publicUrl = publicUrl;
    }

    /// Says what is wrong, or nothing. The DID is looked up anew.
    Optional<String> problem(Did did) {
        try {
            return did.method().equals("plc") ? plcProblem(did) : documentProblem(did);
        } catch (IdentityException e) {
            return Optional.of("Could not resolve DID");
        }
    }

    private Optional<String> plcProblem(Did did) {
        Optional<PlcData> found = plc.data(did);
        if (found.isEmpty()) {
            return Optional.of("Could not resolve DID");
        }
        PlcData data = found.get();
        if (!data.rotationKeys().contains(rotationKey)) {
            return Optional.of("Server rotation key not included in PLC DID data");
        }
        return problem(did, data.pdsEndpoint(), data.signingKey());
    }

    private Optional<String> documentProblem(Did did) {
        Optional<DidDocument> found = resolver.refresh(did);
        if (found.isEmpty()) {
            return Optional.of("Could not resolve DID");
        }
        DidDocument document = found.get();
        return problem(did, document.pdsEndpoint(), document.signingKey().map(VerifyingKey::didKey));
    }

    private Optional<String> problem(Did did, Optional<String> endpoint, Optional<String> signingKey) {
        if (!endpoint.equals(Optional.of(publicUrl))) {
            return Optional.of("DID document atproto_pds service endpoint does not match PDS public url");
        }
        if (!signingKey.equals(Optional.of(keys.of(did).verifyingKey().didKey()))) {
            return Optional.of("DID document verification method does not match expected signing key");
        }
        return Optional.empty();
    }
}
