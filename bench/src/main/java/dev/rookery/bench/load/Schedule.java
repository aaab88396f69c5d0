package dev.rookery.bench.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How long targets are warmed up and measured, in turns.
record Schedule(Duration warmUp, Duration run, int rounds) {

    /// Prepares and warms up every target, then measures them in turn, round by round.
    Map<Target, Run> measure(Scenario scenario, List<Target> targets) {
        var workloads = new LinkedHashMap<Target, Workload>();
        for (var target : targets) {
            var workload = scenario.preparation().prepare(target);
            workloads.put(target, workload);
            once(scenario, target, workload, warmUp);
        }
        var results = new LinkedHashMap<Target, Run>();
        for (int round = 0; round < rounds; round++) {
            workloads.forEach(
                    (target, workload) -> results.merge(target, once(scenario, target, workload, run), Run::plus));
        }
        return results;
    }

    private static Run once(Scenario scenario, Target target, Workload workload, Duration time) {
        workload.reset().run();
        return switch (scenario.runs()) {
            case BY_TIME -> Runner.run(target, workload, time, Integer.MAX_VALUE);
            case BY_COUNT -> Runner.run(target, workload, time, 1);
        };
    }
}
