package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.EndedDids;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.Optional;

/// Looks identities up, here and in the network, and refuses by name what cannot be found.
public final class Identities {
    private final DidResolver dids;
    private final EndedDids ended;
    private final HandleLookup handles;

    public Identities(DidResolver dids, EndedDids ended, HandleLookup handles) {
        this.dids = dids;
        this.ended = ended;
        this.handles = handles;
    }

    /// Follows a name both ways.
    ///
    /// @param anew whether what is remembered is asked for again
    IdentityInfo find(AtIdentifier identifier, boolean anew) {
        return switch (identifier) {
            case Did did -> {
                DidDocument document = document(did, anew);
                Handle handle = document.handle()
                        .filter(claimed ->
                                handles.find(claimed, anew).filter(did::equals).isPresent())
                        .orElse(Handle.INVALID);
                yield new IdentityInfo(did, handle, document.source());
            }
            case Handle handle -> {
                Did did = handles.find(handle, anew)
                        .orElseThrow(() -> XrpcException.named("HandleNotFound", "Unable to resolve handle"));
                DidDocument document = document(did, anew);
                boolean claimed = document.handle().filter(handle::equals).isPresent();
                yield new IdentityInfo(did, claimed ? handle : Handle.INVALID, document.source());
            }
        };
    }

    /// The document of a DID.
    DidDocument document(Did did, boolean anew) {
        try {
            Optional<DidDocument> document = anew ? dids.recheck(did) : dids.resolve(did);
            return document.orElseThrow(() -> missing(did));
        } catch (IdentityException e) {
            throw XrpcException.invalidRequest("Unable to resolve DID: " + e.getMessage());
        }
    }

    private XrpcException missing(Did did) {
        return ended.contains(did)
                ? XrpcException.named("DidDeactivated", "DID has been deactivated: " + did)
                : XrpcException.named("DidNotFound", "DID not found: " + did);
    }
}
