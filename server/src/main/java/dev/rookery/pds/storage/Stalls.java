package dev.rookery.pds.storage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says in the log when somebody waited long for a write, so that slow requests can be told from a slow disk.
///
/// Safe for use by several threads.
public final class Stalls {
    private static final Logger LOG = System.getLogger(Stalls.class.getName());
    private static final long LONG_MILLIS = 50;
    /// A disk that is slow all the time does not fill the log.
    private static final long QUIET_MILLIS = 10_000;

    private final Supplier<String> state;
    private boolean said;
    private long saidAtMillis;
    private long unsaid;

    /// @param state what the storage says of itself right after a long wait
    public Stalls(Supplier<String> state) {
        this.state = state;
    }

    /// To be told of every write, in [System#nanoTime].
    public void waited(String what, long beganNanos) {
        long now = System.nanoTime();
        if (now - beganNanos >= TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS)) {
            var line = line(what, TimeUnit.NANOSECONDS.toMillis(now - beganNanos), TimeUnit.NANOSECONDS.toMillis(now));
            if (line != null) {
                LOG.log(Level.INFO, line);
            }
        }
    }

    /// What to say of a long wait, or null where something was said just before.
    synchronized @Nullable String line(String what, long millis, long nowMillis) {
        if (said && nowMillis - saidAtMillis < QUIET_MILLIS) {
            unsaid++;
            return null;
        }
        var line = "%s took %d ms (%s%s)"
                .formatted(what, millis, state.get(), unsaid == 0 ? "" : "; before it " + unsaid + " more did");
        said = true;
        saidAtMillis = nowMillis;
        unsaid = 0;
        return line;
    }
}
