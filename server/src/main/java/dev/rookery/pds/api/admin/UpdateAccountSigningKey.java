package dev.rookery.pds.api.admin;

import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.DidRegistry;
import dev.rookery.pds.api.PlcFailures;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.Optional;

/// `com.atproto.admin.updateAccountSigningKey`: states the account's signing key in its DID's data.
///
/// The key must be the one that this server signs with for the account. With any other in its document nobody could
/// verify what the account does from then on; and since the method brings a public key only, there is nothing to sign
/// with in its place. So it mends a document that names another key, as after a restore or a move that went half way.
/// An account whose DID points to another server is left alone.
public final class UpdateAccountSigningKey implements Endpoint<Caller.Admin, UpdateAccountSigningKey.Input, Nothing> {

    public record Input(Did did, Did signingKey) {}

    private static final Method<Caller.Admin, Input, Nothing> METHOD = new Method<>(
            "com.atproto.admin.updateAccountSigningKey", Access.ADMIN, RateLimit.NONE, Input.class, Nothing.class);

    private final AccountService accounts;
    private final AccountKeys keys;
    private final DidRegistry registry;
    private final DidResolver dids;
    private final String publicUrl;

    public UpdateAccountSigningKey(
            AccountService accounts, AccountKeys keys, DidRegistry registry, DidResolver dids, String publicUrl) {
        this.accounts = accounts;
        this.keys = keys;
        this.registry = registry;
        this.dids = dids;
        this.publicUrl = publicUrl;
    }

    @Override
    public Method<Caller.Admin, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Admin caller, Input in) {
        Did did = in.did();
        if (accounts.find(did).isEmpty()) {
            throw XrpcException.invalidRequest("Account not found");
        }
        String key = keys.of(did).verifyingKey().didKey();
        if (!in.signingKey().text().equals(key)) {
            throw XrpcException.invalidRequest("This server signs for the account with " + key + " and no other key");
        }
        try {
            DidDocument document =
                    dids.refresh(did).orElseThrow(() -> XrpcException.invalidRequest("Could not resolve DID"));
            state(document, key);
            accounts.announceIdentity(did);
            dids.refresh(did); // so that the key is seen at once
        } catch (IdentityException e) {
            throw PlcFailures.answer("Could not update the DID", e);
        }
        return Nothing.NOTHING;
    }

    private void state(DidDocument document, String key) {
        if (!document.pdsEndpoint().equals(Optional.of(publicUrl))) {
            throw XrpcException.invalidRequest(
                    "DID document atproto_pds service endpoint does not match PDS public url");
        }
        if (document.did().method().equals("plc")) {
            registry.stateKey(document.did(), keys.of(document.did()).verifyingKey());
        } else if (!document.signingKey().map(VerifyingKey::didKey).equals(Optional.of(key))) {
            throw XrpcException.invalidRequest("The document of a did:web is changed by its owner");
        }
    }
}
