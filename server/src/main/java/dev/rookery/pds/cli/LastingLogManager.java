package dev.rookery.pds.cli;

import java.util.logging.LogManager;

/// Keeps logging to the very end. The JDK's own manager takes all handlers away as soon as the process is asked to
/// stop, so that nobody would learn how the stopping went.
///
/// The JDK finds this class by the system property `java.util.logging.manager`, which `./rookery` sets.
public final class LastingLogManager extends LogManager {
    private boolean lasting;

    /// Does nothing once the handlers are those that should last.
    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }

    /// From here on handlers are not taken away.
    static void last() {
        if (LogManager.getLogManager() instanceof LastingLogManager manager) {
            manager.lasting = true;
        }
    }
}
