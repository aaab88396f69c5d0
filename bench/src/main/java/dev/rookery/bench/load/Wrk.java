package dev.rookery.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The load generator `wrk`, a cheaper client than ours, where it is installed.
final class Wrk {
    private static final int CONNECTIONS = 64;
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern PERCENTILES = Pattern.compile("(?:50|99)%\\s+([\\d.]+)(us|ms|s)");
    private static final String SCRIPT = """
            local requests = {}
            init = function()
                for path in io.lines("LIST") do requests[#requests + 1] = wrk.format("GET", path) end
            end
            local at = 0
            request = function()
                at = at % #requests + 1
                return requests[at]
            end
            """;

    private Wrk() {}

    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wrk")));
    }

    /// Gets the paths in turn, as fast as the target answers.
    static Run run(Target target, List<String> paths, Duration time) {
        target.process().forgetPeak();
        long cpu = target.process().cpuMicros();
        long start = System.nanoTime();
        var said = say(target, paths, time);
        long elapsed = (System.nanoTime() - start) / 1000;
        if (said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IllegalStateException(said);
        }
        var requests = REQUESTS.matcher(said);
        if (!requests.find()) {
            throw new IllegalStateException(said);
        }
        long count = Long.parseLong(requests.group(1));
        long serverCpu = target.process().cpuMicros() - cpu;
        return new Run(count, count, elapsed, serverCpu, 0, target.process().peakMib(), latencies(said));
    }

    private static String say(Target target, List<String> paths, Duration time) {
        try {
            var list = Files.createTempFile("wrk", ".txt");
            var script = Files.createTempFile("wrk", ".lua");
            Files.write(list, paths);
            Files.writeString(script, SCRIPT.replace("LIST", list.toString()));
            var command = List.of(
                    "wrk",
                    "-t1",
                    "-c" + CONNECTIONS,
                    "-d" + time.toSeconds() + "s",
                    "--latency",
                    "-s",
                    script.toString(),
                    target.url().toString());
            var wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
            Files.delete(list);
            Files.delete(script);
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Four calls with the median and the 99th percentile that wrk has counted: it does not say more.
    private static Latencies latencies(String said) {
        var latencies = new Latencies();
        var percentiles = PERCENTILES.matcher(said);
        while (percentiles.find()) {
            double unit = switch (percentiles.group(2)) {
                case "us" -> 1e3;
                case "ms" -> 1e6;
                default -> 1e9;
            };
            long nanos = (long) (Double.parseDouble(percentiles.group(1)) * unit);
            for (int i = latencies.count() == 0 ? 3 : 1; i > 0; i--) {
                latencies.add(nanos);
            }
        }
        return latencies;
    }
}
