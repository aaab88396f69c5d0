package dev.rookery.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;

/// Workloads over whole repos of 50,000 records: each target is filled once, for both.
final class Repos {
    private static final int RECORDS = 50_000;

    private final Map<Target, Filled> filled = new HashMap<>();

    /// An account with its export before and after it was filled.
    private record Filled(Account account, byte[] empty, byte[] full) {}

    Workload exports(Target target) {
        var request = Requests.get(path(filled(target).account));
        return new Workload(1, 1, index -> connection -> Account.expect(200, connection.exchange(request), connection));
    }

    /// Imports the full repo where an import of the empty one has removed every record.
    Workload imports(Target target) {
        var repo = filled(target);
        Runnable empty = () -> {
            try (var connection = new HttpConnection(target.url())) {
                importInto(repo.account, repo.empty, connection);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return new Workload(1, 1, index -> connection -> importInto(repo.account, repo.full, connection), empty);
    }

    private static void importInto(Account account, byte[] car, HttpConnection connection) throws IOException {
        var head = Requests.postHead(
                "com.atproto.repo.importRepo", account.token(), "application/vnd.ipld.car", car.length);
        Account.expect(200, connection.exchange(head, car), connection);
    }

    private Filled filled(Target target) {
        return filled.computeIfAbsent(target, key -> {
            var account = Account.signUp(target);
            var empty = export(target, account);
            Writes.fill(target, account, RECORDS);
            return new Filled(account, empty, export(target, account));
        });
    }

    private static String path(Account account) {
        return "/xrpc/com.atproto.sync.getRepo?did=" + account.did();
    }

    private static byte[] export(Target target, Account account) {
        var request =
                HttpRequest.newBuilder(target.url().resolve(path(account))).build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
