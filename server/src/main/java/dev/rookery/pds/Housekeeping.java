package dev.rookery.pds;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.sequencer.EventLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Work that nobody waits for, done every now and then on one thread of its own.
final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration PERIOD = Duration.ofHours(1);
    /// Accounts go when their time has come, and not long after it; to look costs nothing.
    private static final Duration DELETION_PERIOD = Duration.ofSeconds(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon().factory());
    private final BlobService blobs;
    private final EventLog log;
    private final Duration eventsKeptFor;
    private final AccountService accounts;
    private final Duration deletionDelay;
    private final InstantSource time;

    Housekeeping(
            BlobService blobs,
            EventLog log,
            Duration eventsKeptFor,
            AccountService accounts,
            Duration deletionDelay,
            InstantSource time) {
        this.blobs = blobs;
        this.log = log;
        this.eventsKeptFor = eventsKeptFor;
        this.accounts = accounts;
        this.deletionDelay = deletionDelay;
        this.time = time;
        after(PERIOD, this::clean);
        after(DELETION_PERIOD, this::deleteAccounts);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the work reports its own failures
    private void after(Duration delay, Runnable work) {
        thread.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void clean() {
        accounts.endUnusedDids();
        cleanBlobs();
        cleanLog();
        after(PERIOD, this::clean);
    }

    private void deleteAccounts() {
        Duration next = DELETION_PERIOD;
        try {
            int count = accounts.deleteOverdue(deletionDelay);
            if (count > 0) {
                LOG.log(Level.INFO, "deleted {0} accounts that were deactivated until now", String.valueOf(count));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "could not delete accounts that were deactivated until now", e);
            next = PERIOD; // or the log would say so every second
        }
        after(next, this::deleteAccounts);
    }

    private void cleanLog() {
        try {
            log.clean(time.instant().minus(eventsKeptFor));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "could not trim the event log", e);
        }
    }

    private void cleanBlobs() {
        try {
            int count = blobs.collect();
            if (count > 0) {
                LOG.log(Level.INFO, "deleted {0} blobs that no record names", String.valueOf(count));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "could not delete blobs that no record names", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
