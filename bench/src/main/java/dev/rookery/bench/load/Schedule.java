package dev.rookery.bench.load;

import dev.rookery.bench.load.Scenario.Measurement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long targets are warmed up and measured, in turns.
record Schedule(Duration warmUp, Duration run, int rounds) {

    /// Prepares and warms up every target, then measures them in turn, round by round.
    Map<Target, Run> measure(Scenario scenario, List<Target> targets) {
        var measurements = new LinkedHashMap<Target, Measurement>();
        for (var target : targets) {
            var measurement = scenario.preparation().prepare(target);
            warmUp(measurement);
            measurements.put(target, measurement);
        }
        var results = new LinkedHashMap<Target, Run>();
        for (int round = 0; round < rounds; round++) {
            measurements.forEach((target, measurement) -> results.merge(target, measurement.run(run), Run::plus));
        }
        return results;
    }

    /// In rounds like those that are measured, each with connections of its own: else the first of them would warm up
    /// what happens when connections come and go.
    private void warmUp(Measurement measurement) {
        for (var left = warmUp; left.isPositive(); left = left.minus(run)) {
            measurement.run(left.compareTo(run) < 0 ? left : run);
        }
    }
}
