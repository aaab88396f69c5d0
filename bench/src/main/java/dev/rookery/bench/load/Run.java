package dev.rookery.bench.load;

/// What one timed stretch of a workload cost: all times in microseconds.
record Run(long calls, long units, long elapsed, long serverCpu, long clientCpu, long peakMib, Latencies latencies) {

    /// Two stretches of the same workload as one.
    Run plus(Run other) {
        return new Run(
                calls + other.calls,
                units + other.units,
                elapsed + other.elapsed,
                serverCpu + other.serverCpu,
                clientCpu + other.clientCpu,
                Math.max(peakMib, other.peakMib),
                latencies.plus(other.latencies));
    }

    double perSecond() {
        return units * 1e6 / elapsed;
    }

    double serverCpuPerUnit() {
        return (double) serverCpu / units;
    }

    double clientCpuPerCall() {
        return (double) clientCpu / calls;
    }
}
