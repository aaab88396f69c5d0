package dev.rookery.bench.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Whether the cost of a write grows with its repo: one writer, a small repo and a large one in turn.
final class LargeRepo {
    private static final int SMALL = 1000;
    private static final int ROUNDS = 4;
    private static final Duration RUN = Duration.ofSeconds(4);

    private LargeRepo() {}

    static void measure(Target target, int records, PrintStream out) {
        var small = Writes.creating(List.of(Writes.filled(target, SMALL)), 1);
        var large = Writes.creating(List.of(Writes.filled(target, records)), 1);
        var onSmall = run(target, small);
        var onLarge = run(target, large);
        for (int round = 0; round < ROUNDS; round++) {
            onSmall = round == 0 ? run(target, small) : onSmall.plus(run(target, small));
            onLarge = round == 0 ? run(target, large) : onLarge.plus(run(target, large));
        }
        row(out, SMALL, onSmall);
        row(out, records, onLarge);
        var ratio = (double) onLarge.latencies().percentile(0.5)
                / onSmall.latencies().percentile(0.5);
        out.printf(Locale.ROOT, "ratio of the medians: %.2f%n", ratio);
    }

    private static Run run(Target target, Workload workload) {
        return Runner.run(target, workload, RUN, Integer.MAX_VALUE);
    }

    private static void row(PrintStream out, int records, Run run) {
        out.printf(
                Locale.ROOT,
                "createRecord on a repo of %,d records: p50 %.3f ms, p99 %.3f ms, %.0f µs of CPU each, peak %d MiB%n",
                records,
                run.latencies().percentile(0.5) / 1e3,
                run.latencies().percentile(0.99) / 1e3,
                run.serverCpuPerUnit(),
                run.peakMib());
    }
}
