package dev.rookery.bench.load;

import dev.rookery.bench.load.Scenario.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Workloads that read records, of a repo that holds 1,000.
final class Reads {
    private static final int RECORDS = 1000;
    private static final int WORKERS = 16;
    private static final int PAGE = 100;

    private Reads() {}

    /// Each worker gets records at random.
    static Workload records(Target target) {
        return atRandom(recordPaths(target));
    }

    static Measurement recordsByWrk(Target target) {
        var paths = recordPaths(target);
        return time -> Wrk.run(target, paths, time);
    }

    private static List<String> recordPaths(Target target) {
        var account = Writes.filled(target, RECORDS);
        return keys(target, account).stream()
                .map(key -> path("getRecord", account) + "&rkey=" + key)
                .toList();
    }

    /// Each worker lists pages of 50, from a key at random.
    static Workload pages(Target target) {
        var account = Writes.filled(target, RECORDS);
        return atRandom(keys(target, account).subList(0, RECORDS - PAGE).stream()
                .map(key -> path("listRecords", account) + "&limit=50&cursor=" + key)
                .toList());
    }

    private static Workload atRandom(List<String> paths) {
        var requests = paths.stream().map(Requests::get).toList();
        return new Workload(WORKERS, 1, index -> {
            var random = new Random(index);
            return connection -> {
                var request = requests.get(random.nextInt(requests.size()));
                Account.expect(200, connection.exchange(request), connection);
            };
        });
    }

    static String path(String method, Account account) {
        return "/xrpc/com.atproto.repo." + method + "?repo=" + account.did() + "&collection=" + Writes.COLLECTION;
    }

    /// The record keys of an account, from the greatest down.
    static List<String> keys(Target target, Account account) {
        var keys = new ArrayList<String>();
        try (var connection = new HttpConnection(target.url())) {
            while (keys.size() < RECORDS) {
                var cursor = keys.isEmpty() ? "" : "&cursor=" + keys.getLast();
                var request = Requests.get(path("listRecords", account) + "&limit=" + PAGE + cursor);
                Account.expect(200, connection.exchange(request), connection);
                keysOf(connection.text(), keys);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private static void keysOf(String page, List<String> keys) {
        var before = "/" + Writes.COLLECTION + "/";
        for (int at = page.indexOf(before); at >= 0; at = page.indexOf(before, at + 1)) {
            int from = at + before.length();
            keys.add(page.substring(from, page.indexOf('"', from)));
        }
    }
}
