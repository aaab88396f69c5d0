package dev.rookery.pds.xrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.config.IpNetwork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Caller ALICE = account("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa");
    private static final Caller BOB = account("did:plc:bbbbbbbbbbbbbbbbbbbbbbbb");
    private static final RateLimit THREE = RateLimit.perAccount(3, Duration.ofMinutes(5));

    private Instant now = Instant.parse("2026-11-23T10:00:00Z");
    private final RateLimiter limiter = new RateLimiter(
            () -> now, "key", List.of(IpNetwork.parse("192.0.2.0/28"), IpNetwork.parse("2001:db8:9::1")));

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
        call("com.atproto.repo.createRecord", RateLimit.repoWrites(3), exchange);

        call("com.atproto.repo.deleteRecord", RateLimit.repoWrites(1), exchange);

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
        arrive("10.0.0.1", 3_000);

        assertThatThrownBy(() -> arrive("10.0.0.1", 1)).isInstanceOf(XrpcException.class);
        assertThatCode(() -> arrive("10.0.0.2", 1)).doesNotThrowAnyException();
        assertThatCode(() -> call("com.atproto.sync.getRepo", RateLimit.NONE, new Sent("10.0.0.1")))
                .doesNotThrowAnyException();
    }

    @Test
    void callsOfGetRepo_areCountedAsTheyArrive_byThemselves() {
        for (int i = 0; i < 6_000; i++) {
            limiter.arrive("com.atproto.sync.getRepo", new Sent("10.0.0.1"));
        }

        assertThatThrownBy(() -> limiter.arrive("com.atproto.sync.getRepo", new Sent("10.0.0.1")))
                .isInstanceOf(XrpcException.class);
        assertThatCode(() -> arrive("10.0.0.1", 1)).doesNotThrowAnyException();
    }

    @Test
    void callsThatArrived_areCountedOnce_andToldWhereTheyAreTheTightest() {
        var exchange = new Sent("10.0.0.1");
        arrive("10.0.0.1", 2_998);

        call("a.b.c", THREE, exchange);

        assertThat(exchange.headers).containsEntry("RateLimit-Limit", "3000").containsEntry("RateLimit-Remaining", "1");
        assertThatCode(() -> arrive("10.0.0.1", 1)).doesNotThrowAnyException();
    }

    @Test
    void addressesOfOneIpv6Network_shareTheirPoints() {
        RateLimit limit = RateLimit.perAddress(2, Duration.ofMinutes(5));
        RateLimit keyed = RateLimit.perInputAndAddress(1, Duration.ofMinutes(5));
        RateLimit.Keyed input = () -> "alice.test";
        for (int i = 0; i < 3_000; i++) {
            arrive("2001:db8:1:2:0:0:0:" + Integer.toHexString(i), 1);
        }
        count(limit, new Sent("2001:db8:1:2:0:0:0:1"), ALICE);
        count(limit, new Sent("2001:db8:1:2:0:0:0:2"), BOB);
        limiter.count("a.b.d", keyed, new Sent("2001:db8:1:2:0:0:0:1"), ALICE, input);

        var another = new Sent("2001:db8:1:2:ffff:0:0:1");
        assertThatThrownBy(() -> limiter.arrive("a.b.c", another)).isInstanceOf(XrpcException.class);
        assertThatThrownBy(() -> limiter.arrive("2001:db8:1:2:ffff:0:0:1")).isInstanceOf(XrpcException.class);
        assertThatThrownBy(() -> count(limit, another, ALICE)).isInstanceOf(XrpcException.class);
        assertThatThrownBy(() -> limiter.count("a.b.d", keyed, another, ALICE, input))
                .isInstanceOf(XrpcException.class);
        assertThatCode(() -> arrive("2001:db8:1:3:0:0:0:1", 1)).doesNotThrowAnyException();
        assertThatCode(() -> count(limit, new Sent("2001:db8:1:3:0:0:0:1"), ALICE))
                .doesNotThrowAnyException();
    }

    @Test
    void longNames_areCountedToo() {
        Caller first = account("did:web:" + "a".repeat(2_000) + ".test");
        Caller second = account("did:web:" + "a".repeat(2_000) + ".best");
        for (int i = 0; i < 3; i++) {
            count(THREE, new Sent("10.0.0.1"), first);
        }

        assertThatThrownBy(() -> count(THREE, new Sent("10.0.0.1"), first)).isInstanceOf(XrpcException.class);
        assertThatCode(() -> count(THREE, new Sent("10.0.0.1"), second)).doesNotThrowAnyException();
    }

    @Test
    void bypass_isNotCounted() {
        var withKey = new Sent("10.0.0.1");
        withKey.request.put("x-ratelimit-bypass", "key");

        Stream.of(withKey, new Sent("192.0.2.15"), new Sent("2001:db8:9:0:0:0:0:1"))
                .forEach(exchange -> {
                    call("a.b.c", THREE, exchange);
                    assertThat(exchange.headers).isEmpty();
                });
    }

    @Test
    void othersThanThoseExempt_areCounted() {
        var wrongKey = new Sent("10.0.0.1");
        wrongKey.request.put("x-ratelimit-bypass", "keys");

        Stream.of(wrongKey, new Sent("192.0.2.16"), new Sent("2001:db8:9:0:0:0:0:2"))
                .forEach(exchange -> {
                    call("a.b.c", THREE, exchange);
                    assertThat(exchange.headers).isNotEmpty();
                });
    }

    /// A call as the router counts it.
    private void call(String nsid, RateLimit limit, Exchange exchange) {
        limiter.arrive(nsid, exchange);
        limiter.count(nsid, limit, exchange, ALICE, null);
    }

    private void arrive(String address, int times) {
        for (int i = 0; i < times; i++) {
            limiter.arrive("a.b.c", new Sent(address));
        }
    }

    private void count(RateLimit limit, Exchange exchange, Caller caller) {
        limiter.count("a.b.c", limit, exchange, caller, null);
    }
}
