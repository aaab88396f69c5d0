package dev.rookery.pds.account;

import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.PlcOperation;

/// Where the DIDs of new accounts are founded, and ended again if the account does not come to be.
public interface DidRegistry {
    void found(Did did, PlcOperation genesis);

    /// States the handle in the DID's data, as the first one of it.
    void rename(Did did, Handle handle);

    /// States the account's signing key in the DID's data.
    void stateKey(Did did, VerifyingKey key);

    /// Ends the DID if it was founded.
    void end(Did did);
}
