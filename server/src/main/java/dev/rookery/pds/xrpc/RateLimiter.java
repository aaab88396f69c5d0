package dev.rookery.pds.xrpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.config.IpNetwork;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts calls in this process, and refuses those past a limit until its window of time is over.
///
/// All calls of a client's network together are counted as they arrive, before anything of them is looked at, so that
/// those that are refused cost too; a method's own limits are counted when it is known who calls and what is asked.
///
/// A window begins with the first call that is counted in it. The counters of the least active callers are forgotten
/// when there are more than [#COUNTERS_MAX], and their names are short, so an attack from many addresses cannot fill
/// the
/// memory.
public final class RateLimiter {
    private static final int COUNTERS_MAX = 100_000;
    private static final int DID_LENGTH_KEPT = 64;
    private static final RateLimit.Bucket ALL_CALLS =
            new RateLimit.Bucket("global-ip", 3_000, Duration.ofMinutes(5), RateLimit.Key.ADDRESS, 1);

    private static final RateLimit.Bucket LONG_CALLS =
            new RateLimit.Bucket("global-ip-long", 6_000, Duration.ofMinutes(5), RateLimit.Key.ADDRESS, 1);

    /// Methods with a limit of their own that the limit on all calls leaves out: they are long by nature. They are
    /// counted
    /// as they arrive too, since the refused ones do not reach their own limit.
    private static final Set<String> NOT_IN_ALL_CALLS = Set.of("com.atproto.sync.getRepo");

    private final InstantSource time;
    private final byte @Nullable [] bypassKey;
    private final List<IpNetwork> bypassNetworks;
    private final Cache<String, Window> windows =
            Caffeine.newBuilder().maximumSize(COUNTERS_MAX).build();

    /// What was used of a bucket, until when.
    private record Window(int used, long endsAtMillis) {}

    /// What is left in a bucket after a call.
    private record Standing(RateLimit.Bucket bucket, int remaining, boolean exceeded, long millisLeft) {}

    /// @param bypassKey what a request has in `x-ratelimit-bypass` that is not counted; null for none
    /// @param bypassNetworks the clients that are not counted
    public RateLimiter(InstantSource time, @Nullable String bypassKey, List<IpNetwork> bypassNetworks) {
        this.time = time;
        this.bypassKey = bypassKey == null ? null : bypassKey.getBytes(StandardCharsets.UTF_8);
        this.bypassNetworks = List.copyOf(bypassNetworks);
    }

    /// Counts a call that has arrived, whatever will come of it, and says in the response headers what is left.
    ///
    /// @param nsid the method's name, as far as can be told
    /// @throws XrpcException `RateLimitExceeded` if there were too many
    void arrive(String nsid, Exchange exchange) {
        if (isExempt(exchange)) {
            return;
        }
        RateLimit.Bucket bucket = NOT_IN_ALL_CALLS.contains(nsid) ? LONG_CALLS : ALL_CALLS;
        tell(take(bucket, key(bucket, exchange.clientNetwork()), null), exchange);
    }

    /// Counts something else that was asked of this server over the network, such as to follow the firehose.
    ///
    /// @param address the client's
    /// @throws XrpcException `RateLimitExceeded` if there was too much
    public void arrive(String address) {
        if (!isExempt(address) && take(ALL_CALLS, key(ALL_CALLS, ClientNetwork.of(address)), null).exceeded) {
            throw exceeded();
        }
    }

    private boolean isExempt(Exchange exchange) {
        return hasKey(exchange) || isExempt(exchange.clientAddress());
    }

    private boolean hasKey(Exchange exchange) {
        if (bypassKey == null) {
            return false;
        }
        String given = exchange.header("x-ratelimit-bypass");
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), bypassKey);
    }

    private boolean isExempt(String client) {
        if (bypassNetworks.isEmpty()) {
            return false;
        }
        InetAddress address = IpNetwork.address(client);
        return address != null && bypassNetworks.stream().anyMatch(network -> network.contains(address));
    }

    private static String key(RateLimit.Bucket bucket, String network) {
        return bucket.name() + ' ' + network;
    }

    /// Counts a call against the limits of its method, and says in the response headers what is left of the tightest.
    ///
    /// @throws XrpcException `RateLimitExceeded` if there were too many
    void count(String nsid, RateLimit limit, Exchange exchange, Caller caller, @Nullable Object input) {
        List<RateLimit.Bucket> buckets = limit.buckets();
        if (buckets.isEmpty() || isExempt(exchange)) {
            return;
        }
        Standing tightest = NOT_IN_ALL_CALLS.contains(nsid) ? null : arrived(exchange);
        for (int i = 0; i < buckets.size(); i++) {
            RateLimit.Bucket bucket = buckets.get(i);
            String name = bucket.name().isEmpty() ? nsid + "-" + i : bucket.name();
            tightest = tighter(tightest, take(bucket, name + key(bucket.key(), exchange, caller, input), input));
        }
        if (tightest != null) {
            tell(tightest, exchange);
        }
    }

    /// How all calls of this client stand, without another one.
    private @Nullable Standing arrived(Exchange exchange) {
        Window window = windows.getIfPresent(key(ALL_CALLS, exchange.clientNetwork()));
        return window == null
                ? null
                : new Standing(
                        ALL_CALLS,
                        Math.max(0, ALL_CALLS.points() - window.used),
                        false,
                        Math.max(0, window.endsAtMillis - time.millis()));
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
            case ADDRESS -> " " + exchange.clientNetwork();
            case ACCOUNT ->
                " "
                        + switch (caller) {
                            case Caller.Account account -> name(account.did());
                            case Caller.Refresh refresh -> name(refresh.did());
                            case Caller.Service service -> name(service.issuer());
                            case Caller.Admin _, Caller.Anonymous _ -> exchange.clientNetwork();
                        };
            case INPUT_AND_ADDRESS ->
                " " + (input instanceof RateLimit.Keyed keyed ? Guesses.digest(keyed.rateLimitKey()) : "") + " "
                        + exchange.clientNetwork();
        };
    }

    /// A DID may be 2 KiB long.
    private static String name(Did did) {
        return did.text().length() <= DID_LENGTH_KEPT ? did.text() : Guesses.digest(did.text());
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
            throw exceeded();
        }
    }

    private static XrpcException exceeded() {
        return XrpcException.rateLimited("Rate Limit Exceeded");
    }
}
