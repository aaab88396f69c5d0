package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;

/// An account that is reserved but not published. `ownDid` says that its owner brought the DID along, so that it is not
/// ours to end.
public record ReservedAccount(Did did, boolean ownDid) {}
