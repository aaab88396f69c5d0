package dev.rookery.bench.load;

import java.io.IOException;

/// What a number of workers do again and again, each over a connection of its own.
///
/// @param unitsPerCall how many of the things that the table counts one call does
record Workload(int workers, int unitsPerCall, Factory factory) {

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

    /// A single worker.
    static Workload single(Call call) {
        return new Workload(1, 1, index -> call);
    }
}
