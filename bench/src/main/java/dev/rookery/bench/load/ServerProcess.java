package dev.rookery.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What Linux says about a server's process, all its threads together.
record ServerProcess(long pid) {
    /// The unit of `/proc/PID/stat`: 100 ticks a second on every Linux of today.
    private static final long MICROS_PER_TICK = 10_000;

    private static final int FIELDS_BEFORE_UTIME = 11;

    /// User and system time since the process began.
    long cpuMicros() {
        var stat = read("stat");
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[FIELDS_BEFORE_UTIME]) + Long.parseLong(fields[FIELDS_BEFORE_UTIME + 1]);
        return ticks * MICROS_PER_TICK;
    }

    /// The resident memory now, in MiB.
    long residentMib() {
        return statusMib("VmRSS:");
    }

    /// The greatest resident memory since [#forgetPeak], in MiB.
    long peakMib() {
        return statusMib("VmHWM:");
    }

    /// Makes the peak what is resident now.
    void forgetPeak() {
        try {
            Files.writeString(file("clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long statusMib(String name) {
        return read("status")
                        .lines()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024;
    }

    private String read(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
