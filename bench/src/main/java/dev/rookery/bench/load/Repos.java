package dev.rookery.bench.load;

import dev.rookery.bench.load.Scenario.Measurement;
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

    Measurement exports(Target target) {
        var request = Requests.get(path(filled(target).account));
        var export = Workload.single(connection -> Account.expect(200, connection.exchange(request), connection));
        return time -> Runner.run(target, export, time, 1);
    }

    /// Imports the full repo where an import of the empty one has removed every record. The reference fails to import
    /// an empty repo over a large one, but takes a repo for any account: there it goes to a new account each time.
    Measurement imports(Target target) {
        var repo = filled(target);
        return time -> {
            var into = emptied(target, repo);
            var full = Workload.single(
                    connection -> Account.expect(200, sendCar(into, repo.full, connection), connection));
            return Runner.run(target, full, time, 1);
        };
    }

    private static Account emptied(Target target, Filled repo) {
        try (var connection = new HttpConnection(target.url())) {
            boolean empty = sendCar(repo.account, repo.empty, connection) == 200;
            return empty ? repo.account : Account.signUp(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int sendCar(Account account, byte[] car, HttpConnection connection) throws IOException {
        var head = Requests.postHead(
                "com.atproto.repo.importRepo", account.token(), "application/vnd.ipld.car", car.length);
        return connection.exchange(head, car);
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
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
