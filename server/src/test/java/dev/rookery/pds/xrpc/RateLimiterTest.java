package dev.rookery.pds.xrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.syntax.Did;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Caller ALICE = account("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    private static final Caller BOB = account("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb");
    private static final RateLimit THREE = RateLimit.perAccount(3, Duration.ofMinutes(5));

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final RateLimiter limiter =
            new RateLimiter(() -> now, exchange -> "key".equals(exchange.header("x-ratelimit-bypass")));

    private static Caller account(String did) {
        return new Caller.Account(new Did(did), Credential.FULL);
    }

    @Test
    void callsWithinTheLimit_areToldWhatIsLeft() {
        var exchange = new Sent("10.0.0.1");

        count(THREE, exchange, ALICE);

        assertThat(exchange.headers)
                .containsEntry("RateLimit-Limit", "3")
                .containsEntry("RateLimit-Remaining", "2")
                .containsEntry("RateLimit-Policy", "3;w=300")
                .containsEntry("RateLimit-Reset", Long.toString(now.getEpochSecond() + 300));
    }

    @Test
    void callPastTheLimit_isRefused_untilTheWindowIsOver() {
        for (int i = 0; i < 3; i++) {
            count(THREE, new Sent("10.0.0.1"), ALICE);
        }
        var exchange = new Sent("10.0.0.1");

        assertThatThrownBy(() -> count(THREE, exchange, ALICE)).isInstanceOfSatisfying(XrpcException.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.error()).isEqualTo("RateLimitExceeded");
        });
        assertThat(exchange.headers).containsEntry("Retry-After", "300").containsEntry("RateLimit-Remaining", "0");

        now = now.plus(Duration.ofMinutes(5));
        assertThatCode(() -> count(THREE, new Sent("10.0.0.1"), ALICE)).doesNotThrowAnyException();
    }

    @Test
    void others_haveTheirOwnPoints() {
        for (int i = 0; i < 3; i++) {
            count(THREE, new Sent("10.0.0.1"), ALICE);
        }

        assertThatCode(() -> count(THREE, new Sent("10.0.0.1"), BOB)).doesNotThrowAnyException();
    }

    @Test
    void weightedInput_costsWhatItSays() {
        RateLimit.Weighted heavy = () -> 3;
        limiter.count("a.b.c", THREE, new Sent("10.0.0.1"), ALICE, heavy);

        assertThatThrownBy(() -> count(THREE, new Sent("10.0.0.1"), ALICE)).isInstanceOf(XrpcException.class);
    }

    @Test
    void sharedBuckets_areSharedBetweenMethods() {
        var exchange = new Sent("10.0.0.1");
        limiter.count("com.atproto.repo.createRecord", RateLimit.repoWrites(3), exchange, ALICE, null);

        limiter.count("com.atproto.repo.deleteRecord", RateLimit.repoWrites(1), exchange, ALICE, null);

        // the tightest is told: 3,000 calls of one address, of which this was the second
        assertThat(exchange.headers).containsEntry("RateLimit-Remaining", "2998");
    }

    @Test
    void keyedInput_isCountedTogetherWithTheAddress() {
        RateLimit limit = RateLimit.perInputAndAddress(1, Duration.ofMinutes(5));
        RateLimit.Keyed one = () -> "alice.test";
        RateLimit.Keyed other = () -> "bob.test";
        limiter.count("a.b.c", limit, new Sent("10.0.0.1"), ALICE, one);

        assertThatCode(() -> limiter.count("a.b.c", limit, new Sent("10.0.0.1"), ALICE, other))
                .doesNotThrowAnyException();
        assertThatCode(() -> limiter.count("a.b.c", limit, new Sent("10.0.0.2"), ALICE, one))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> limiter.count("a.b.c", limit, new Sent("10.0.0.1"), ALICE, one))
                .isInstanceOf(XrpcException.class);
    }

    @Test
    void callsOfOneAddress_areLimitedOverAllMethods_butForGetRepo() {
        for (int i = 0; i < 3_000; i++) {
            count(RateLimit.NONE, new Sent("10.0.0.1"), ALICE);
        }

        assertThatThrownBy(() -> count(RateLimit.NONE, new Sent("10.0.0.1"), BOB))
                .isInstanceOf(XrpcException.class);
        assertThatCode(() -> count(RateLimit.NONE, new Sent("10.0.0.2"), ALICE)).doesNotThrowAnyException();
        assertThatCode(() ->
                        limiter.count("com.atproto.sync.getRepo", RateLimit.NONE, new Sent("10.0.0.1"), ALICE, null))
                .doesNotThrowAnyException();
    }

    @Test
    void bypass_isNotCounted() {
        var exchange = new Sent("10.0.0.1");
        exchange.request.put("x-ratelimit-bypass", "key");

        count(THREE, exchange, ALICE);

        assertThat(exchange.headers).isEmpty();
    }

    private void count(RateLimit limit, Exchange exchange, Caller caller) {
        limiter.count("a.b.c", limit, exchange, caller, null);
    }
}
