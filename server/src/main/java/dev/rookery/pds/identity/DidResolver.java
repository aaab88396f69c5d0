package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import java.util.Optional;

/// Finds the documents of DIDs.
public interface DidResolver {
    /// Returns the document, which may be some time old, or empty if there is no such DID.
    ///
    /// @throws IdentityException if that cannot be found out now
    Optional<DidDocument> resolve(Did did);

    /// Returns the document as it is now, or empty if there is no such DID.
    ///
    /// @throws IdentityException if that cannot be found out now
    Optional<DidDocument> refresh(Did did);
}
