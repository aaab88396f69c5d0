package dev.rookery.atproto.mst;

import dev.rookery.atproto.cid.Cid;

/// A node is needed that the source does not have: a partial tree does not reach that far.
public final class MissingNodeException extends RuntimeException {
    private final transient Cid cid;

    public MissingNodeException(Cid cid) {
        super("missing tree node " + cid);
        this.cid = cid;
    }

    public Cid cid() {
        return cid;
    }
}
