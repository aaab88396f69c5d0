package dev.rookery.pds.cli;

import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;

/// Keeps the process running until it is asked to stop (SIGTERM, or Ctrl-C), then ends it cleanly.
final class Lifetime {
    private static final System.Logger LOG = System.getLogger(Lifetime.class.getName());

    private Lifetime() {}

    /// Waits for the request to stop, and closes the parts, last one first. Does not return.
    static void untilStopped(AutoCloseable... parts) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(parts), "stop"));
        new CountDownLatch(1).await();
    }

    /// A stop that was asked for is a success, which the usual exit code of a signal would not say.
    private static void stop(AutoCloseable... parts) {
        LOG.log(Level.INFO, "stopping");
        int exitCode = 0;
        for (int i = parts.length - 1; i >= 0; i--) {
            try {
                parts[i].close();
            } catch (Exception e) {
                LOG.log(Level.ERROR, "could not stop cleanly", e);
                exitCode = Cli.FAILED;
            }
        }
        LOG.log(Level.INFO, "stopped");
        Runtime.getRuntime().halt(exitCode);
    }
}
