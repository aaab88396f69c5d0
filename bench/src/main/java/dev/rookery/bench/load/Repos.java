package dev.rookery.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

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

    /// Imports the full repo where an import of the empty one has removed every record. The reference fails to import
    /// an empty repo over a large one, but takes a repo for any account: there it goes to a new account each time.
    Workload imports(Target target) {
        var repo = filled(target);
        var into = new AtomicReference<>(repo.account);
        Runnable reset = () -> {
            try (var connection = new HttpConnection(target.url())) {
                if (sendCar(into.get(), repo.empty, connection) != 200) {
                    into.set(Account.signUp(target));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return new Workload(
                1,
                1,
                index -> connection -> Account.expect(200, sendCar(into.get(), repo.full, connection), connection),
                reset);
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
