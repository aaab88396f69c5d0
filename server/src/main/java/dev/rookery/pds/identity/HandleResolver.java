package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.util.Optional;

/// Finds the DID that a handle leads to, out in the network. Accounts of this server are looked up before.
public interface HandleResolver {
    /// Returns the DID, or empty if the handle leads to none that could be found. Never throws for a bad answer.
    ///
    /// @throws BusyException if too much is being found out
    Optional<Did> resolve(Handle handle);

    /// The same, but asks again where the answer is remembered, for strangers: once a minute for each handle.
    default Optional<Did> recheck(Handle handle) {
        return refresh(handle);
    }

    /// The same, but asks again where the answer is remembered. For those who are known.
    default Optional<Did> refresh(Handle handle) {
        return resolve(handle);
    }
}
