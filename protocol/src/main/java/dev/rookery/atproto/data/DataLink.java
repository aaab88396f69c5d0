package dev.rookery.atproto.data;

import dev.rookery.atproto.cid.Cid;

/// A link to a block or to raw content.
public record DataLink(Cid cid) implements DataValue {}
