package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;

/// What a link leads to: a node at hand, or one still to be loaded.
public sealed interface Subtree permits Node, Stub {
    Cid cid();
}
