package dev.rookery.pds.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.FakeRelay;
import dev.rookery.pds.TestPds;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CrawlersTest {
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final URI NOWHERE = URI.create("http://localhost:1");

    private final AtomicLong newest = new AtomicLong(7);

    private Crawlers start(Duration quiet, URI... relays) {
        return new Crawlers(
                List.of(relays),
                "pds.example",
                newest::get,
                new Crawlers.Pace(LOOK, quiet, Duration.ofMillis(10), Duration.ofMillis(40)));
    }

    @Test
    void relays_areToldAtTheStartAndOfNews() {
        try (var one = FakeRelay.start();
                var other = FakeRelay.start();
                var crawlers = start(Duration.ofMillis(20), one.url(), NOWHERE, other.url())) {
            assertThat(one.nextRequest()).isEqualTo("POST pds.example");
            assertThat(other.nextRequest()).isEqualTo("POST pds.example");
            assertThat(one.next(100, TimeUnit.MILLISECONDS)).as("without news").isNull();

            newest.incrementAndGet();

            assertThat(one.nextRequest()).isEqualTo("POST pds.example");
            assertThat(other.nextRequest()).isEqualTo("POST pds.example");
            assertThat(crawlers).isNotNull();
        }
    }

    @Test
    void relay_isNotToldAgainBeforeItsTime() {
        try (var relay = FakeRelay.start();
                var crawlers = start(LONG, relay.url())) {
            assertThat(relay.nextRequest()).isNotNull();

            newest.incrementAndGet();

            assertThat(relay.next(100, TimeUnit.MILLISECONDS)).isNull();
            assertThat(crawlers).isNotNull();
        }
    }

    @Test
    void relayThatFails_isToldAgainUntilItAccepts() {
        try (var relay = FakeRelay.start()) {
            relay.answer(500, "{\"error\":\"InternalServerError\"}");
            try (var crawlers = start(LONG, relay.url())) {
                for (int i = 0; i < 4; i++) {
                    assertThat(relay.nextRequest()).isEqualTo("POST pds.example");
                }

                relay.answer(200, "{}");

                while (relay.next(150, TimeUnit.MILLISECONDS) != null) {
                    assertThat(crawlers).isNotNull();
                }
            }
        }
    }

    @Test
    void server_tellsTheRelaysOfItsSettings() {
        try (var relay = FakeRelay.start();
                var pds = TestPds.start(Map.of("PDS_CRAWLERS", relay.url().toString()))) {
            assertThat(relay.nextRequest())
                    .isEqualTo("POST localhost:" + pds.url().getPort());
        }
    }
}
