package dev.rookery.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The load program. `bench/load.sh` starts the servers and calls it:
///
/// ```
/// Load NAME=URL,PID [NAME=URL,PID] [--only WORDS] [--seconds 5] [--warm-up 8] [--rounds 2] [--replay EVENTS]
///     [--large RECORDS]
/// ```
///
/// `--only` takes words with semicolons between: a scenario whose name has one of them is run. `--large`
/// measures, on the first server alone, a write to a repo of so many records beside one to a repo of 1,000.
public final class Load {

    private Load() {}

    public static void main(String[] args) {
        var targets = new ArrayList<Target>();
        var options = new HashMap<String, String>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--")) {
                options.put(args[i].substring(2), args[++i]);
            } else {
                targets.add(Target.parse(args[i]));
            }
        }
        var report = new Report(System.out);
        targets.forEach(report::idle);
        if (options.containsKey("large")) {
            LargeRepo.measure(targets.getFirst(), Integer.parseInt(options.get("large")), System.out);
        } else {
            measure(targets, options, report);
        }
    }

    private static void measure(List<Target> targets, Map<String, String> options, Report report) {
        var schedule = new Schedule(
                seconds(options, "warm-up", "8"),
                seconds(options, "seconds", "5"),
                Integer.parseInt(options.getOrDefault("rounds", "2")));
        var only = options.getOrDefault("only", "");
        report.head();
        int replayed = Integer.parseInt(options.getOrDefault("replay", "20000"));
        for (var scenario : Scenario.all(replayed)) {
            if (Arrays.stream(only.split(";")).anyMatch(scenario.name()::contains)) {
                report.rows(scenario, schedule.measure(scenario, targets));
            }
        }
    }

    private static Duration seconds(Map<String, String> options, String name, String usual) {
        return Duration.ofSeconds(Long.parseLong(options.getOrDefault(name, usual)));
    }
}
