package dev.rookery.bench.load;

import java.util.Random;

/// The workload that uploads blobs.
final class Blobs {
    private static final int SIZE = 50_000;
    private static final int ACCOUNTS = 16;

    private Blobs() {}

    /// Each worker uploads blobs of random bytes to an account of its own.
    static Workload uploads(Target target) {
        var accounts = Account.signUp(target, ACCOUNTS);
        return new Workload(ACCOUNTS, 1, index -> {
            var random = new Random();
            var bytes = new byte[SIZE];
            random.nextBytes(bytes);
            var head = Requests.postHead(
                    "com.atproto.repo.uploadBlob", accounts.get(index).token(), "application/octet-stream", SIZE);
            return connection -> {
                // Sixteen new bytes make a new blob, and cost the client nothing.
                var fresh = new byte[16];
                random.nextBytes(fresh);
                System.arraycopy(fresh, 0, bytes, 0, fresh.length);
                Account.expect(200, connection.exchange(head, bytes), connection);
            };
        });
    }
}
