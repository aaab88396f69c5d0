package dev.rookery.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs a workload on a target for a time, or for a number of calls where that is reached first.
final class Runner {

    private Runner() {}

    /// Every worker calls until the time is over, and at least once.
    static Run run(Target target, Workload workload, Duration time, int callsMax) {
        target.process().forgetPeak();
        long serverCpu = target.process().cpuMicros();
        long clientCpu = clientCpuMicros();
        long start = System.nanoTime();
        var latencies = work(target, workload, start + time.toNanos(), callsMax);
        long elapsed = (System.nanoTime() - start) / 1000;
        return new Run(
                latencies.count(),
                (long) latencies.count() * workload.unitsPerCall(),
                elapsed,
                target.process().cpuMicros() - serverCpu,
                clientCpuMicros() - clientCpu,
                target.process().peakMib(),
                latencies);
    }

    private static Latencies work(Target target, Workload workload, long deadline, int callsMax) {
        try (var threads = Executors.newFixedThreadPool(workload.workers())) {
            var futures = new ArrayList<Future<Latencies>>();
            for (int i = 0; i < workload.workers(); i++) {
                int index = i;
                futures.add(threads.submit(() -> worker(target, workload, index, deadline, callsMax)));
            }
            return sum(futures);
        }
    }

    private static Latencies sum(List<Future<Latencies>> futures) {
        var sum = new Latencies();
        for (var future : futures) {
            try {
                sum = sum.plus(future.get());
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return sum;
    }

    private static Latencies worker(Target target, Workload workload, int index, long deadline, int callsMax) {
        var latencies = new Latencies();
        var call = workload.factory().worker(index);
        try (var connection = new HttpConnection(target.url())) {
            long now = System.nanoTime();
            do {
                long before = now;
                call.once(connection);
                now = System.nanoTime();
                latencies.add(now - before);
            } while (now < deadline && latencies.count() < callsMax);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return latencies;
    }

    static long clientCpuMicros() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1000;
    }
}
