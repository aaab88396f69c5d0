package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import java.util.Optional;

/// Finds the documents of DIDs.
public interface DidResolver {
    /// Returns the document, which may be some time old, or empty if there is no such DID.
    ///
    /// @throws IdentityException if that cannot be found out now
    /// @throws BusyException if too much is being found out
    Optional<DidDocument> resolve(Did did);

    /// The same, but asks again where the document is remembered, for strangers who say that it has changed: once a
    /// minute
    /// for each DID.
    ///
    /// @throws IdentityException if that cannot be found out now
    default Optional<DidDocument> recheck(Did did) {
        return refresh(did);
    }

    /// Returns the document as it is now, or empty if there is no such DID. For those who are known.
    ///
    /// @throws IdentityException if that cannot be found out now
    Optional<DidDocument> refresh(Did did);
}
