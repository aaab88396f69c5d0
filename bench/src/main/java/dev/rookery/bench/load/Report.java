package dev.rookery.bench.load;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results as a table in Markdown. Where there are two targets, the ratio is the first's speed over the second's.
record Report(PrintStream out) {

    void head() {
        out.println("| scenario | server | per second | p50 ms | p99 ms | server CPU µs each | peak MiB | client CPU µs"
                + " a call |");
        out.println("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    void rows(Scenario scenario, Map<Target, Run> results) {
        results.forEach((target, run) -> row(scenario, target, run));
        var runs = List.copyOf(results.values());
        if (runs.size() == 2) {
            double ratio = runs.getFirst().perSecond() / runs.getLast().perSecond();
            out.printf(
                    Locale.ROOT,
                    "| %s | ratio | %.1f times | | | %.1f times | | |%n",
                    scenario.name(),
                    ratio,
                    cpuRatio(runs));
        }
    }

    private static double cpuRatio(List<Run> runs) {
        return runs.getLast().serverCpuPerUnit() / runs.getFirst().serverCpuPerUnit();
    }

    private void row(Scenario scenario, Target target, Run run) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %,.2f %s | %.2f | %.2f | %,.0f | %d | %,.0f |%n",
                scenario.name(),
                target.name(),
                run.perSecond(),
                scenario.unit(),
                run.latencies().percentile(0.50) / 1e3,
                run.latencies().percentile(0.99) / 1e3,
                run.serverCpuPerUnit(),
                run.peakMib(),
                run.clientCpuPerCall());
    }

    void idle(Target target) {
        out.printf(
                Locale.ROOT,
                "Idle memory of %s: %d MiB%n%n",
                target.name(),
                target.process().residentMib());
    }
}
