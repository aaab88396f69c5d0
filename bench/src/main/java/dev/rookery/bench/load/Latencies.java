package dev.rookery.bench.load;

import java.util.Arrays;

/// The time that each call took, in microseconds. Belongs to one thread while it grows.
final class Latencies {
    private int[] micros = new int[1024];
    private int count;

    void add(long nanos) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1000);
    }

    int count() {
        return count;
    }

    Latencies plus(Latencies other) {
        var sum = new Latencies();
        sum.micros = Arrays.copyOf(micros, Math.max(1, count + other.count));
        System.arraycopy(other.micros, 0, sum.micros, count, other.count);
        sum.count = count + other.count;
        return sum;
    }

    /// The time within which this share of the calls was answered.
    int percentile(double share) {
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[Math.min(count - 1, (int) (share * count))];
    }
}
