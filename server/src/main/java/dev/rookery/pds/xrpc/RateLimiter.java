package dev.rookery.pds.xrpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Counts calls in this process, and refuses those past a limit until its window of time is over.
///
/// A window begins with the first call that is counted in it. The counters of the least active callers are forgotten
/// when there are more than [#COUNTERS_MAX], so an attack from many addresses cannot fill the memory.
public final class RateLimiter {
    private static final int COUNTERS_MAX = 100_000;
    private static final RateLimit.Bucket ALL_CALLS =
            new RateLimit.Bucket("global-ip", 3_000, Duration.ofMinutes(5), RateLimit.Key.ADDRESS, 1);

    /// Methods with a limit of their own that the limit on all calls leaves out: they are long by nature.
    private static final Set<String> NOT_IN_ALL_CALLS = Set.of("com.atproto.sync.getRepo");

    private final InstantSource time;
    private final Predicate<Exchange> bypass;
    private final Cache<String, Window> windows =
            Caffeine.newBuilder().maximumSize(COUNTERS_MAX).build();

    /// What was used of a bucket, until when.
    private record Window(int used, long endsAtMillis) {}

    /// What is left in a bucket after a call.
    private record Standing(RateLimit.Bucket bucket, int remaining, boolean exceeded, long millisLeft) {}

    /// @param bypass tells which requests are not counted
    public RateLimiter(InstantSource time, Predicate<Exchange> bypass) {
        this.time = time;
        this.bypass = bypass;
    }

    /// Counts a call of a method, and says in the response headers what is left.
    ///
    /// @throws XrpcException `RateLimitExceeded` if there were too many
    void count(String nsid, RateLimit limit, Exchange exchange, Caller caller, @Nullable Object input) {
        if (bypass.test(exchange)) {
            return;
        }
        Standing tightest = null;
        List<RateLimit.Bucket> buckets = limit.buckets();
        for (int i = 0; i < buckets.size(); i++) {
            RateLimit.Bucket bucket = buckets.get(i);
            String name = bucket.name().isEmpty() ? nsid + "-" + i : bucket.name();
            tightest = tighter(tightest, take(bucket, name + key(bucket.key(), exchange, caller, input), input));
        }
        if (!NOT_IN_ALL_CALLS.contains(nsid)) {
            tightest = tighter(tightest, take(ALL_CALLS, ALL_CALLS.name() + ' ' + exchange.clientAddress(), null));
        }
        if (tightest != null) {
            tell(tightest, exchange);
        }
    }

    private static Standing tighter(@Nullable Standing one, Standing other) {
        if (one == null || other.exceeded || (!one.exceeded && other.remaining < one.remaining)) {
            return other;
        }
        return one;
    }

    private Standing take(RateLimit.Bucket bucket, String key, @Nullable Object input) {
        int cost = input instanceof RateLimit.Weighted weighted ? weighted.rateLimitPoints() : bucket.cost();
        long now = time.millis();
        Window after = windows.asMap()
                .compute(
                        key,
                        (k, before) -> before == null || before.endsAtMillis <= now
                                ? new Window(cost, now + bucket.window().toMillis())
                                : new Window(Math.addExact(before.used, cost), before.endsAtMillis));
        int remaining = Math.max(0, bucket.points() - after.used);
        return new Standing(bucket, remaining, after.used > bucket.points(), after.endsAtMillis - now);
    }

    private static String key(RateLimit.Key key, Exchange exchange, Caller caller, @Nullable Object input) {
        return switch (key) {
            case ADDRESS -> " " + exchange.clientAddress();
            case ACCOUNT ->
                " "
                        + switch (caller) {
                            case Caller.Account account -> account.did().text();
                            case Caller.Refresh refresh -> refresh.did().text();
                            case Caller.Service service -> service.issuer().text();
                            case Caller.Admin _, Caller.Anonymous _ -> exchange.clientAddress();
                        };
            case INPUT_AND_ADDRESS ->
                " " + (input instanceof RateLimit.Keyed keyed ? Guesses.digest(keyed.rateLimitKey()) : "") + " "
                        + exchange.clientAddress();
        };
    }

    private void tell(Standing standing, Exchange exchange) {
        RateLimit.Bucket bucket = standing.bucket;
        exchange.responseHeader("RateLimit-Limit", Integer.toString(bucket.points()));
        exchange.responseHeader("RateLimit-Reset", Long.toString((time.millis() + standing.millisLeft) / 1_000));
        exchange.responseHeader("RateLimit-Remaining", Integer.toString(standing.remaining));
        exchange.responseHeader(
                "RateLimit-Policy", bucket.points() + ";w=" + bucket.window().toSeconds());
        if (standing.exceeded) {
            exchange.responseHeader("Retry-After", Long.toString(Math.ceilDiv(standing.millisLeft, 1_000L)));
            throw new XrpcException(429, "RateLimitExceeded", "Rate Limit Exceeded");
        }
    }
}
