package dev.rookery.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// An account on a target, with an access token.
record Account(String did, String token) {
    static final String PASSWORD = "a long password";

    private static final AtomicInteger NEXT = new AtomicInteger();

    /// Signs up one account after the other, with handles that no run before has used.
    static List<Account> signUp(Target target, int count) {
        return IntStream.range(0, count).mapToObj(i -> signUp(target)).toList();
    }

    static Account signUp(Target target) {
        // Handles last as long as the target does: the start of this process makes them new.
        var start = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
        var handle = "load" + start + "x" + NEXT.incrementAndGet() + ".test";
        var json = """
                {"handle":"%s","email":"%s@example.com","password":"%s"}""".formatted(handle, handle, PASSWORD);
        try (var connection = new HttpConnection(target.url())) {
            expect(200, connection.exchange(Requests.post("com.atproto.server.createAccount", "", json)), connection);
            var answer = connection.text();
            return new Account(field(answer, "did"), field(answer, "accessJwt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Throws where a status is not the expected one: a failing server is not fast.
    static void expect(int expected, int status, HttpConnection connection) {
        if (status != expected) {
            throw new IllegalStateException("answered " + status + ": " + connection.text());
        }
    }

    /// The value of a string field of flat JSON.
    static String field(String json, String name) {
        int from = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(from, json.indexOf('"', from));
    }
}
