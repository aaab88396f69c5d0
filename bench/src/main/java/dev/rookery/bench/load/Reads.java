package dev.rookery.bench.load;

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
        return atRandom(target, "getRecord", "&rkey=", RECORDS);
    }

    /// Each worker lists pages of 50, from a key at random.
    static Workload pages(Target target) {
        return atRandom(target, "listRecords", "&limit=50&cursor=", RECORDS - PAGE);
    }

    private static Workload atRandom(Target target, String method, String parameter, int keys) {
        var account = Writes.filled(target, RECORDS);
        var requests = keys(target, account).subList(0, keys).stream()
                .map(key -> Requests.get(path(method, account) + parameter + key))
                .toList();
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
