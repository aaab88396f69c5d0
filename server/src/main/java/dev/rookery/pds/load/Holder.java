package dev.rookery.pds.load;

/// Somebody who holds memory and may be waiting for a client meanwhile.
public interface Holder {
    /// For how many nanoseconds the client has made it wait, without a pause; 0 while it does not wait.
    long waitingNanos();

    /// Ends it, so that its memory comes back. Returns at once, and may be called more than once.
    void cut();
}
