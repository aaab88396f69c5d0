package dev.rookery.pds.firehose;

import java.time.Duration;

/// How many may follow, and what is asked of them.
///
/// @param followersMax the most followers at once
/// @param followersPerAddressMax the most followers at once of one address
/// @param behindMax how many events a live follower may be behind
/// @param behindFor how long it may be behind by more
/// @param sendingMax how long one write may wait for a client that takes nothing
/// @param pingEvery how often a client is asked for a sign of life
/// @param silenceMax how long a client may be silent
public record FirehoseLimits(
        int followersMax,
        int followersPerAddressMax,
        int behindMax,
        Duration behindFor,
        Duration sendingMax,
        Duration pingEvery,
        Duration silenceMax) {
    private static final Duration BEHIND_FOR = Duration.ofSeconds(30);
    private static final Duration SENDING_MAX = Duration.ofMinutes(1);
    private static final Duration PING_EVERY = Duration.ofSeconds(30);
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    /// The usual times.
    public FirehoseLimits(int followersMax, int followersPerAddressMax, int behindMax) {
        this(followersMax, followersPerAddressMax, behindMax, BEHIND_FOR, SENDING_MAX, PING_EVERY, SILENCE_MAX);
    }
}
