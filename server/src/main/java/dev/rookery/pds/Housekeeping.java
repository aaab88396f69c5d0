package dev.rookery.pds;

import dev.rookery.pds.repo.BlobService;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Work that nobody waits for, done every now and then on one thread of its own.
final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration PERIOD = Duration.ofHours(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("housekeeping").daemon().factory());
    private final BlobService blobs;

    @SuppressWarnings("FutureReturnValueIgnored") // the work reports its own failures
    Housekeeping(BlobService blobs) {
        this.blobs = blobs;
        thread.scheduleWithFixedDelay(this::clean, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void clean() {
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
