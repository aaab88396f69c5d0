package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcRefusalException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Ends the DIDs that were founded for accounts which did not come to be. Each is noted in the [AccountStore]
/// until the directory has taken its end, so that no crash and no outage makes it be forgotten.
final class UnusedDids {
    private static final System.Logger LOG = System.getLogger(UnusedDids.class.getName());
    private static final int BATCH_MAX = 1_000;

    private final AccountStore store;
    private final DidRegistry registry;
    private final Lock alone = new ReentrantLock();
    private final AtomicBoolean waiting = new AtomicBoolean();

    UnusedDids(AccountStore store, DidRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /// Does it in the background: one at work and one that waits are enough, however often this is called.
    void endSoon() {
        if (waiting.compareAndSet(false, true)) {
            Thread.ofVirtual().start(this::end);
        }
    }

    /// Does it now. What fails is left for the next time; a directory that does not answer is not asked
    /// again.
    void end() {
        alone.lock();
        try {
            waiting.set(false);
            boolean more = true;
            while (more) {
                List<Did> batch = store.unusedDids(BATCH_MAX);
                more = !batch.isEmpty() && end(batch);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "cannot end unused DIDs now", e);
        } finally {
            alone.unlock();
        }
    }

    /// Returns whether all of them have ended.
    private boolean end(List<Did> batch) {
        boolean all = true;
        for (Did did : batch) {
            try {
                registry.end(did);
                store.forgetUnusedDid(did);
            } catch (PlcRefusalException e) {
                LOG.log(Level.WARNING, "cannot end the unused " + did, e);
                all = false;
            }
        }
        return all;
    }
}
