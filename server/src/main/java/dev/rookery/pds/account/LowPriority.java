package dev.rookery.pds.account;

import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;

/// Threads that let all others go first, for work that fills a core.
///
/// Java's own thread priorities mean nothing on Linux unless the whole process is started for them, so the
/// system is asked directly: there `setpriority` is about the calling thread alone, and to lower it needs no
/// permission. Elsewhere, where it would be about the whole process, these are threads like any other.
public final class LowPriority implements ThreadFactory {
    private static final System.Logger LOG = System.getLogger(LowPriority.class.getName());
    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    /// A tenth of the share of an ordinary thread, and never in its way when it wakes.
    private static final int NICE = 10;

    private final ThreadFactory threads;

    /// @param name of the threads, followed by a number
    public LowPriority(String name) {
        threads = Thread.ofPlatform().daemon().name(name, 0).factory();
    }

    @Override
    public Thread newThread(Runnable work) {
        return threads.newThread(() -> {
            lower();
            work.run();
        });
    }

    @SuppressWarnings("restricted") // a function of the system, called with numbers
    private static void lower() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        try {
            var linker = Linker.nativeLinker();
            var setpriority = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int failed = (int) setpriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE);
            if (failed != 0) {
                LOG.log(
                        Level.DEBUG,
                        "the system keeps the priority of {0}",
                        Thread.currentThread().getName());
            }
        } catch (Throwable e) {
            LOG.log(
                    Level.WARNING,
                    "cannot lower the priority of " + Thread.currentThread().getName(),
                    e);
        }
    }
}
