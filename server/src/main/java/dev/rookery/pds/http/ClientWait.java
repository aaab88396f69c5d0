package dev.rookery.pds.http;

import java.io.IOException;

/// Waiting for a client: for more of its body, or for it to take more of an answer. Another thread can end the wait.
///
/// The thread that waits is interrupted for that.
final class ClientWait {
    private @SuppressWarnings("NullAway.Init") Thread thread;
    private volatile long since;
    private boolean cut;

    /// What may wait.
    interface Work<T> {
        T run() throws IOException;
    }

    /// Does what may wait for the client.
    ///
    /// @throws ClientCutException if it was cut off for it
    <T> T on(Work<T> work) throws IOException {
        begin();
        try {
            return work.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() throws IOException {
        if (cut) {
            throw new ClientCutException();
        }
        thread = Thread.currentThread();
        since = Math.max(1, System.nanoTime());
    }

    private synchronized void end() throws IOException {
        since = 0;
        if (cut) {
            Thread.interrupted(); // it has done its work: nobody else is to be stopped by it
            throw new ClientCutException();
        }
    }

    /// For how long it has waited; 0 if it does not.
    long nanos() {
        long begun = since;
        return begun == 0 ? 0 : Math.max(1, System.nanoTime() - begun);
    }

    /// Ends the wait, and lets there be no other.
    synchronized void cut() {
        if (!cut) {
            cut = true;
            if (since != 0) {
                thread.interrupt();
            }
        }
    }
}
