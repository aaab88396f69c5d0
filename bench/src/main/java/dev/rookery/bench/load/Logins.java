package dev.rookery.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A flood of logins: so many begin in each second, however long they take.
final class Logins implements AutoCloseable {
    static final int PER_SECOND = 200;

    private static final int ACCOUNTS = 20;

    private final Target target;
    private final List<Account> accounts;
    private final String password;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();

    private Logins(Target target, List<Account> accounts, String password) {
        this.target = target;
        this.accounts = accounts;
        this.password = password;
    }

    /// One writer's createRecord, beside a flood of logins to 20 accounts with this password.
    static Scenario.Measurement beside(Target target, String password) {
        var accounts = Account.signUp(target, ACCOUNTS);
        var writing = Writes.creating(target, 1, 1);
        return time -> {
            try (var flood = new Logins(target, accounts, password)) {
                flood.begin();
                return Runner.run(target, writing, time, Integer.MAX_VALUE);
            }
        };
    }

    /// Begins, and waits until the flood is as high as it gets.
    private void begin() {
        Future<?> _ = clock.scheduleAtFixedRate(
                () -> Thread.ofVirtual().start(this::once), 0, 1_000_000 / PER_SECOND, TimeUnit.MICROSECONDS);
        pause(Duration.ofSeconds(2));
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void once() {
        underWay.incrementAndGet();
        var account = accounts.get(Math.floorMod(turn.getAndIncrement(), accounts.size()));
        var json = "{\"identifier\":\"" + account.did() + "\",\"password\":\"" + password + "\"}";
        try {
            var pooled = idle.poll();
            var connection = pooled == null ? new HttpConnection(target.url()) : pooled;
            connection.exchange(Requests.post("com.atproto.server.createSession", "", json));
            idle.add(connection);
        } catch (IOException e) {
            // a server that turns the flood away may do it like this
        } finally {
            underWay.decrementAndGet();
        }
    }

    /// Waits until all that began are answered, so that what comes next is not held up.
    @Override
    public void close() {
        clock.shutdownNow();
        while (underWay.get() > 0) {
            pause(Duration.ofMillis(20));
        }
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (IOException e) {
                // closed all the same
            }
        }
    }
}
