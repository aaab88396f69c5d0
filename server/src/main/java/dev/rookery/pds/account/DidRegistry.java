package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcOperation;

/// Where the DIDs of new accounts are founded, and ended again if the account does not come to be.
public interface DidRegistry {
    void found(Did did, PlcOperation genesis);

    /// Ends the DID if it was founded.
    void end(Did did);
}
