package dev.rookery.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Workloads that write records.
final class Writes {
    static final String COLLECTION = "app.bsky.feed.post";
    static final int BATCH = 200;

    private static final Duration LONG_ENOUGH = Duration.ofHours(1);
    private static final AtomicLong NEXT = new AtomicLong();

    private Writes() {}

    /// A post of about 250 bytes, unlike any other.
    static String post() {
        return """
                {"$type":"app.bsky.feed.post","createdAt":"2026-01-02T03:04:05.678Z","langs":["en"],"text":"Post number \
                %09d of the load program, with about as many words as people use when they say something small."}""".formatted(NEXT.incrementAndGet());
    }

    /// Each worker creates posts in its share of the accounts, in turn.
    static Workload creating(Target target, int accounts, int workers) {
        return creating(Account.signUp(target, accounts), workers);
    }

    static Workload creating(List<Account> accounts, int workers) {
        return new Workload(workers, 1, index -> {
            var mine = IntStream.range(0, accounts.size())
                    .filter(i -> i % workers == index)
                    .mapToObj(accounts::get)
                    .toList();
            var turn = new int[1];
            return connection -> {
                var account = mine.get(turn[0]++ % mine.size());
                Account.expect(200, connection.exchange(createRecord(account)), connection);
            };
        });
    }

    static byte[] createRecord(Account account) {
        var json =
                "{\"repo\":\"" + account.did() + "\",\"collection\":\"" + COLLECTION + "\",\"record\":" + post() + "}";
        return Requests.post("com.atproto.repo.createRecord", account.token(), json);
    }

    /// One worker, one account, 200 creates a call.
    static Workload batches(Target target) {
        return batches(Account.signUp(target));
    }

    static Workload batches(Account account) {
        return new Workload(1, BATCH, index -> connection -> {
            var writes = IntStream.range(0, BATCH)
                    .mapToObj(i -> "{\"$type\":\"com.atproto.repo.applyWrites#create\",\"collection\":\"" + COLLECTION
                            + "\",\"value\":" + post() + "}")
                    .collect(Collectors.joining(","));
            var json = "{\"repo\":\"" + account.did() + "\",\"writes\":[" + writes + "]}";
            var request = Requests.post("com.atproto.repo.applyWrites", account.token(), json);
            Account.expect(200, connection.exchange(request), connection);
        });
    }

    /// A new account with posts.
    static Account filled(Target target, int records) {
        var account = Account.signUp(target);
        fill(target, account, records);
        return account;
    }

    static void fill(Target target, Account account, int records) {
        Runner.run(target, batches(account), LONG_ENOUGH, records / BATCH);
    }
}
