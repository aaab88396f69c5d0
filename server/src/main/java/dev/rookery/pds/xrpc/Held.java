package dev.rookery.pds.xrpc;

/// An output that knows how much memory it holds, so that what its method took beyond that can be given back.
public interface Held {
    long heldBytes();
}
