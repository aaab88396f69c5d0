package dev.rookery.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rookery.bench.load.Scenario.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures how events reach those who follow.
final class Following {
    private static final int ACCOUNTS = 50;
    private static final int WRITERS = 16;
    private static final Duration LONG_ENOUGH = Duration.ofHours(1);
    /// How long followers have for what they did not get while it was written.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration WAIT = Duration.ofMillis(1);
    /// How a commit's revision stands in its event: the key, and the head of a text of 13 letters.
    private static final String REV = "crevm";

    private static final int REV_LENGTH = 13;

    private Following() {}

    /// So many follow while 16 write, for a time or so many events. Counts deliveries; the times are those from the
    /// acknowledgement of a write to the arrival of its event at the first follower.
    static Measurement delivery(Target target, int followers, int eventsMax) {
        var accounts = Account.signUp(target, ACCOUNTS);
        return time -> {
            var sockets = new ArrayList<FollowerSocket>();
            try {
                for (int i = 0; i < followers; i++) {
                    sockets.add(new FollowerSocket(target, "", i));
                    sockets.getLast().awaitLive();
                }
                return delivery(target, sockets, accounts, time, eventsMax);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                sockets.forEach(Following::close);
            }
        };
    }

    private static Run delivery(
            Target target, List<FollowerSocket> sockets, List<Account> accounts, Duration time, int eventsMax) {
        var acknowledged = new ConcurrentHashMap<String, Long>();
        var arrived = new ConcurrentHashMap<String, Long>();
        target.process().forgetPeak();
        long serverCpu = target.process().cpuMicros();
        long clientCpu = Runner.clientCpuMicros();
        long start = System.nanoTime();
        for (var socket : sockets) {
            var visitor = socket == sockets.getFirst() ? (Consumer<byte[]>) frame -> note(frame, arrived) : null;
            Thread.ofVirtual().start(() -> read(socket, visitor));
        }
        var written = Runner.run(target, writing(accounts, acknowledged), time, eventsMax / WRITERS);
        await(sockets, written.calls());
        long elapsed = (System.nanoTime() - start) / 1000;
        return new Run(
                written.calls(),
                written.calls() * sockets.size(),
                elapsed,
                target.process().cpuMicros() - serverCpu,
                Runner.clientCpuMicros() - clientCpu,
                target.process().peakMib(),
                delays(acknowledged, arrived));
    }

    private static Workload writing(List<Account> accounts, Map<String, Long> acknowledged) {
        return new Workload(WRITERS, 1, index -> {
            var turn = new int[1];
            return connection -> {
                var account = accounts.get((index + WRITERS * turn[0]++) % accounts.size());
                Account.expect(200, connection.exchange(Writes.createRecord(account)), connection);
                acknowledged.put(Account.field(connection.text(), "rev"), System.nanoTime());
            };
        });
    }

    /// Reads until the socket is closed.
    private static void read(FollowerSocket socket, @Nullable Consumer<byte[]> visitor) {
        try {
            socket.read(Long.MAX_VALUE, visitor);
        } catch (IOException e) {
            // the end of the run, or [#await] will miss the rest
        }
    }

    private static void note(byte[] frame, Map<String, Long> arrived) {
        long now = System.nanoTime();
        var text = new String(frame, ISO_8859_1);
        int at = text.indexOf(REV);
        if (at >= 0) {
            int from = at + REV.length();
            arrived.put(text.substring(from, from + REV_LENGTH), now);
        }
    }

    /// Waits until all followers have all that was written.
    private static void await(List<FollowerSocket> sockets, long written) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (var socket : sockets) {
            while (socket.count() < written) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("a follower got " + socket.count() + " events of " + written);
                }
                LockSupport.parkNanos(WAIT.toNanos());
            }
        }
    }

    private static Latencies delays(Map<String, Long> acknowledged, Map<String, Long> arrived) {
        var delays = new Latencies();
        acknowledged.forEach((rev, at) -> {
            var arrival = arrived.get(rev);
            if (arrival == null) {
                throw new IllegalStateException("the event of " + rev + " has not arrived");
            }
            delays.add(Math.max(0, arrival - at));
        });
        return delays;
    }

    /// 16 write while so many follow, or do no more than connect: the times are those of the writes.
    static Measurement beside(Target target, int followers, boolean reading) {
        var writes = Writes.creating(target, ACCOUNTS, WRITERS);
        return time -> {
            var sockets = new ArrayList<FollowerSocket>();
            try {
                for (int i = 0; i < followers; i++) {
                    var socket = new FollowerSocket(target, "", i);
                    sockets.add(socket);
                    socket.awaitLive();
                    if (reading) {
                        Thread.ofVirtual().start(() -> read(socket, null));
                    }
                }
                return Runner.run(target, writes, time, Integer.MAX_VALUE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                sockets.forEach(Following::close);
            }
        };
    }

    /// One who has seen nothing reads so many events, over and over.
    static Measurement replay(Target target, int events) {
        var accounts = Account.signUp(target, ACCOUNTS);
        Runner.run(target, writing(accounts, new ConcurrentHashMap<>()), LONG_ENOUGH, events / WRITERS);
        return time -> {
            target.process().forgetPeak();
            long serverCpu = target.process().cpuMicros();
            long clientCpu = Runner.clientCpuMicros();
            long start = System.nanoTime();
            long elapsed;
            var times = new Latencies();
            int replays = 0;
            do {
                long began = System.nanoTime();
                try (var socket = new FollowerSocket(target, "?cursor=0", 0)) {
                    socket.read(events, null);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                times.add(System.nanoTime() - began);
                replays++;
                elapsed = System.nanoTime() - start;
            } while (elapsed < time.toNanos());
            return new Run(
                    replays,
                    (long) replays * events,
                    elapsed / 1000,
                    target.process().cpuMicros() - serverCpu,
                    Runner.clientCpuMicros() - clientCpu,
                    target.process().peakMib(),
                    times);
        };
    }

    private static void close(FollowerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
