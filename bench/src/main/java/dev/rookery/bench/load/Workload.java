package dev.rookery.bench.load;

import java.io.IOException;

/// What a number of workers do again and again, each over a connection of its own.
///
/// @param unitsPerCall how many of the things that the table counts one call does
/// @param reset brings the target back before each run; not timed
record Workload(int workers, int unitsPerCall, Factory factory, Runnable reset) {

    Workload(int workers, int unitsPerCall, Factory factory) {
        this(workers, unitsPerCall, factory, () -> {});
    }

    /// One worker's call. Belongs to one thread.
    @FunctionalInterface
    interface Call {
        void once(HttpConnection connection) throws IOException;
    }

    /// Makes the call of worker number `index`.
    @FunctionalInterface
    interface Factory {
        Call worker(int index);
    }
}
