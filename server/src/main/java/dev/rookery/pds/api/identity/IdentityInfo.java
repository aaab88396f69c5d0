package dev.rookery.pds.api.identity;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;

/// `com.atproto.identity.defs#identityInfo`. The handle is one that leads back to the DID, or `handle.invalid`.
public record IdentityInfo(Did did, Handle handle, DataMap didDoc) {}
