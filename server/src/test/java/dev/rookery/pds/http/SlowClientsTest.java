package dev.rookery.pds.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.config.IpNetwork;
import dev.rookery.pds.load.TestMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Clients that are slow, and clients that are many: they lose what they hold, and others are served.
class SlowClientsTest {
    private static final String BEGUN = "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n";
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final int MANY = 1000;

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TestServer.LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static long open(List<RawClient> clients) {
        return clients.stream().filter(client -> !client.isClosedNow()).count();
    }

    private static void assertServed(TestServer server) {
        try (var client = server.client()) {
            assertThat(client.get("/robots.txt").status()).isEqualTo(200);
        }
    }

    @Test
    void headerThatDoesNotEnd_isGivenUp() {
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 1 << 20, SHORT));
                var silent = server.client().send(BEGUN);
                var other = server.client();
                var dripping = server.client()) {
            long end = System.nanoTime() + TestServer.LONG.toNanos();
            boolean closed = false;
            while (!closed) {
                assertThat(System.nanoTime()).isLessThan(end);
                assertThat(other.get("/robots.txt").status()).isEqualTo(200);
                closed = isCutAt(dripping, "G");
            }

            assertThat(silent.isClosed()).isTrue();
            assertThat(other.get("/robots.txt").status()).isEqualTo(200);
        }
    }

    /// Sends a little more of a method that has no end, and tells whether that could not be sent.
    private static boolean isCutAt(RawClient client, String more) {
        try {
            client.send(more);
            return client.isClosedNow();
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static boolean isServedAtItsEnd(RawClient client) {
        try {
            return client.send("\r\n\r\n").answer(false).status() == 200;
        } catch (UncheckedIOException e) {
            return false; // given up
        }
    }

    @Test
    void headerBehindAnAnswer_isGivenUpToo() {
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 1 << 20, SHORT));
                var client = server.client()) {
            assertThat(client.get("/robots.txt").status()).isEqualTo(200);
            assertThat(client.send(BEGUN).isClosed()).isTrue();
        }
    }

    @Test
    void connectionWithoutAHeader_isKept() {
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 1 << 20, SHORT));
                var idle = server.client();
                var slow = server.client().send(BEGUN)) {
            assertThat(slow.isClosed()).isTrue();

            assertThat(idle.get("/robots.txt").status()).isEqualTo(200);
        }
    }

    @Test
    void bodyThatDrips_isTimedOut() throws IOException {
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 1 << 20, SHORT));
                var client = server.client()) {
            client.send("POST " + TestServer.JSON + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"email\":\"");

            RawClient.Answer answer = client.answer(false).expect(408, "RequestTimeout");

            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(client.in().read()).isNegative();
            assertServed(server);
        }
    }

    @Test
    void unfinishedHeadersThatAreTooManyTogether_giveUpTheOldest() {
        String large = BEGUN + "X-Large: " + "x".repeat(8000);
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 1 << 20, NEVER))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                clients.add(server.client().send(large));
                if (i % 20 == 0) {
                    assertServed(server);
                }
            }

            assertThat(clients.getFirst().isClosed()).isTrue();
            assertThat(clients.getLast().send("\r\n\r\n").answer(false).status())
                    .isEqualTo(200);
            assertServed(server);
            clients.forEach(RawClient::close);
        }
    }

    /// As many bytes as come anew have to go, however small the oldest headers are.
    @Test
    void largeUnfinishedHeaders_giveUpAsManySmallOnes() {
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 1 << 20, NEVER))) {
            List<RawClient> small = new ArrayList<>();
            List<RawClient> large = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                small.add(server.client().send("G"));
            }
            for (int i = 0; i < 100; i++) {
                large.add(server.client().send(BEGUN + "X-Large: " + "x".repeat(8000)));
            }

            await(() -> open(small) * 1024 + open(large) * 2 * 8000 <= 1 << 20);
            assertThat(large).anyMatch(SlowClientsTest::isServedAtItsEnd);
            small.forEach(RawClient::close);
            large.forEach(RawClient::close);
        }
    }

    @Test
    void headersThatEnd_areNotCountedAnyMore() {
        try (var server = new TestServer(TestServer.limits(MANY, MANY, 64 << 10, NEVER));
                var begun = server.client().send(BEGUN)) {
            for (int i = 0; i < 100; i++) {
                try (var client = server.client()) {
                    client.send(BEGUN + "X-Large: " + "x".repeat(4000));
                    assertThat(client.send("\r\n\r\n").answer(false).status()).isEqualTo(200);
                }
            }

            assertThat(begun.send("\r\n").answer(false).status()).isEqualTo(200);
        }
    }

    @Test
    void connectionsThatAreTooMany_closeTheIdlest_andNeverABusyOne() throws InterruptedException {
        try (var server = new TestServer(TestServer.limits(64, 64, 1 << 20, NEVER));
                var busy = server.client()) {
            busy.send("POST " + TestServer.WAITING + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertThat(server.begun.await(30, TimeUnit.SECONDS)).isTrue();
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                var client = server.client();
                assertThat(client.get("/robots.txt").status()).isEqualTo(200);
                idle.add(client);
            }

            assertThat(idle.getFirst().isClosed()).isTrue();
            assertThat(idle.getLast().get("/robots.txt").status()).isEqualTo(200);
            await(() -> open(idle) <= 64);
            assertThat(open(idle)).isGreaterThanOrEqualTo(32);
            server.go.countDown();
            assertThat(busy.answer(false).status()).isEqualTo(200);
            idle.forEach(RawClient::close);
        }
    }

    @Test
    void connectionsThatSayNothing_areClosedForNewOnes() {
        try (var server = new TestServer(TestServer.limits(64, 64, 1 << 20, NEVER))) {
            List<RawClient> silent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                silent.add(i % 2 == 0 ? server.client() : server.client().send("G"));
            }
            assertServed(server);
            await(() -> open(silent) <= 64);
            silent.forEach(RawClient::close);
        }
    }

    /// Outside of the trusted proxies, one network has an eighth of all places, for as long as it holds them.
    @Test
    void networkWithItsShareOfConnections_getsNoMore_untilItGivesSomeBack() {
        var limits = TestServer.limits(64, 64, 1 << 20, NEVER);
        try (var server = new TestServer(limits, TestMemory.budget(), List.<IpNetwork>of())) {
            List<RawClient> held = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                var client = server.client();
                assertThat(client.get("/robots.txt").status()).isEqualTo(200);
                held.add(client);
            }
            try (var ninth = server.client()) {
                assertThat(ninth.isClosed()).isTrue();
            }
            held.forEach(client -> {
                client.ask("GET", "/robots.txt", "Connection: close\r\n");
                assertThat(client.isClosed()).isTrue();
                client.close();
            });
            for (int i = 0; i < 100; i++) {
                try (var client = server.client()) {
                    client.ask("GET", "/robots.txt", "Connection: close\r\n");
                    assertThat(client.isClosed()).isTrue();
                }
            }
        }
    }

    @Test
    void unreadAnswer_losesItsMemoryToOthers() {
        var budget = TestMemory.budget(TestServer.ENDLESS_BYTES + (300 << 10), TestServer.LONG, SHORT);
        try (var server = new TestServer(budget);
                var unread = new RawClient(server.port(), 4096);
                var other = server.client()) {
            unread.send("GET " + TestServer.ENDLESS + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "X-Forwarded-For: 192.0.2.1\r\n\r\n");
            await(() -> budget.bytes() >= TestServer.ENDLESS_BYTES);
            other.send("GET " + TestServer.ENDLESS + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "X-Forwarded-For: 192.0.2.2\r\n\r\n");

            assertThat(readsOn(other)).isTrue();
            assertThat(endsWithoutEnd(unread)).isTrue();
        }
    }

    private static boolean readsOn(RawClient client) {
        try {
            return client.in().readNBytes(1 << 20).length == 1 << 20;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean endsWithoutEnd(RawClient client) {
        try {
            byte[] all = client.in().readAllBytes();
            return all.length > 0 && all.length < 64 << 20;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
