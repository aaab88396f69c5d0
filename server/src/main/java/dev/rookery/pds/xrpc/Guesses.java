package dev.rookery.pds.xrpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rookery.atproto.cid.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Slows those who guess passwords, also where rate limits are off: so many wrong guesses at once, then one each so
/// often, from each address and at each account.
///
/// An address from which an account's password was right is not held up by others' guesses at that account,
/// so that nobody can shut its owner out. Guesses under way count, so that guessing at many at once gains
/// nothing. Whether there is such an account makes no difference. Memory is bounded: of more than
/// [#REMEMBERED_MAX] accounts or addresses those that are the least active are forgotten.
public final class Guesses {
    private static final int REMEMBERED_MAX = 100_000;
    private static final Duration KNOWN_FOR = Duration.ofDays(30);
    private static final int DIGEST_BYTES = 16;

    /// What a wrong password is answered with, and a wrong code beside a right one.
    private static final Set<String> REFUSED = Set.of("AuthenticationRequired", "InvalidToken");

    private static final Pace OF_ACCOUNT = new Pace(30, Duration.ofSeconds(30));

    /// More than of an account: many people may share an address.
    private static final Pace FROM_ADDRESS = new Pace(100, Duration.ofSeconds(3));

    /// @param atOnce how many wrong guesses are free
    /// @param each the time that a further one takes
    private record Pace(int atOnce, Duration each) {
        long millis() {
            return each.toMillis();
        }
    }

    /// What one guess counts against.
    private record Count(String key, Pace pace) {}

    private final InstantSource time;
    private final boolean slows;

    /// When all wrong guesses of each key will have been paid for, at their pace, in milliseconds since 1970.
    private final Cache<String, Long> paidAt = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    public Guesses(InstantSource time) {
        this(time, true);
    }

    private Guesses(InstantSource time, boolean slows) {
        this.time = time;
        this.slows = slows;
    }

    /// For development, where it is the same few people who mistype the same passwords all day: slows nobody.
    public static Guesses unlimited() {
        return new Guesses(InstantSource.system(), false);
    }

    /// Does the work that finds out whether a guess is right.
    ///
    /// @throws XrpcException `RateLimitExceeded`, without doing it, if there were too many wrong ones
    <T> T watch(Guess guess, Exchange exchange, Supplier<T> work) {
        String account = digest(guess.guessedOf());
        String network = exchange.clientNetwork();
        String pair = account + network;
        List<Count> counts = known.getIfPresent(pair) == null
                ? List.of(new Count(network, FROM_ADDRESS), new Count(account, OF_ACCOUNT))
                : List.of(new Count(network, FROM_ADDRESS));
        T result = counted(counts, exchange, work);
        known.put(pair, true);
        return result;
    }

    /// The same for the operator's password. Only the address counts, so that nobody can shut the operator out.
    public <T> T watchOperator(Exchange exchange, Supplier<T> work) {
        return counted(List.of(new Count(exchange.clientNetwork(), FROM_ADDRESS)), exchange, work);
    }

    private <T> T counted(List<Count> counts, Exchange exchange, Supplier<T> work) {
        if (!slows) {
            return work.get();
        }
        for (int i = 0; i < counts.size(); i++) {
            long millis = take(counts.get(i));
            if (millis > 0) {
                counts.subList(0, i).forEach(this::giveBack);
                exchange.responseHeader("Retry-After", Long.toString(Math.ceilDiv(millis, 1_000L)));
                throw XrpcException.rateLimited("Too many wrong passwords, try again later");
            }
        }
        boolean wrong = false;
        try {
            return work.get();
        } catch (XrpcException e) {
            wrong = REFUSED.contains(e.error());
            throw e;
        } finally {
            if (!wrong) {
                counts.forEach(this::giveBack);
            }
        }
    }

    /// Counts a guess, or returns the milliseconds until there may be one.
    private long take(Count count) {
        long now = time.millis();
        long latest = now + count.pace.millis() * (count.pace.atOnce - 1);
        long farthest = latest + count.pace.millis(); // beyond that the clock must have gone back
        long[] tooMuch = new long[1];
        paidAt.asMap().compute(count.key, (_, paid) -> {
            long before = paid == null || paid > farthest ? now : Math.max(now, paid);
            tooMuch[0] = Math.max(0, before - latest);
            return tooMuch[0] > 0 ? before : before + count.pace.millis();
        });
        return tooMuch[0];
    }

    private void giveBack(Count count) {
        paidAt.asMap().computeIfPresent(count.key, (_, paid) -> paid - count.pace.millis());
    }

    /// A short name for a text of any length.
    static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.hash(text.getBytes(StandardCharsets.UTF_8)), 0, DIGEST_BYTES);
    }
}
