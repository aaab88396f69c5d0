package dev.rookery.pds.xrpc;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// How often a method may be called: one or more buckets that a call takes points from, or none.
///
/// The limit on all calls of one address together applies to every method and is not part of this.
public record RateLimit(List<Bucket> buckets) {
    /// No limit of the method's own.
    public static final RateLimit NONE = new RateLimit(List.of());

    /// What the points of a bucket are counted by.
    public enum Key {
        /// The address that the request came from.
        ADDRESS,
        /// The caller's account.
        ACCOUNT,
        /// [Keyed#rateLimitKey] of the input together with the address.
        INPUT_AND_ADDRESS
    }

    /// An input that says what it is counted by.
    public interface Keyed {
        String rateLimitKey();
    }

    /// An input that says how many points it costs.
    public interface Weighted {
        int rateLimitPoints();
    }

    /// So many points in each window of time.
    ///
    /// @param name shared by the methods that draw from the same points; empty for a bucket of the method's own
    /// @param cost what one call takes, unless its input is [Weighted]
    public record Bucket(String name, int points, Duration window, Key key, int cost) {}

    public RateLimit {
        buckets = List.copyOf(buckets);
    }

    /// The points that all writes of an account share, by the hour and by the day.
    public static RateLimit repoWrites(int cost) {
        return new RateLimit(List.of(
                new Bucket("repo-write-hour", 5_000, Duration.ofHours(1), Key.ACCOUNT, cost),
                new Bucket("repo-write-day", 35_000, Duration.ofDays(1), Key.ACCOUNT, cost)));
    }

    public static RateLimit perAddress(int points, Duration window) {
        return new RateLimit(List.of(new Bucket("", points, window, Key.ADDRESS, 1)));
    }

    public static RateLimit perAccount(int points, Duration window) {
        return new RateLimit(List.of(new Bucket("", points, window, Key.ACCOUNT, 1)));
    }

    public static RateLimit perInputAndAddress(int points, Duration window) {
        return new RateLimit(List.of(new Bucket("", points, window, Key.INPUT_AND_ADDRESS, 1)));
    }

    /// Returns the limit that holds both.
    public RateLimit and(RateLimit other) {
        return new RateLimit(
                Stream.concat(buckets.stream(), other.buckets.stream()).toList());
    }
}
