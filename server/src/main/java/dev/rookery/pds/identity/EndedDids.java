package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import java.time.Duration;
import java.time.InstantSource;

/// Tells of DIDs that have no document whether they had one once, which the PLC directory knows.
public final class EndedDids {
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(10);
    private static final long BYTES_MAX = 1L << 20;
    private static final int WEIGHT = 16;

    private final Remembered<Did, Boolean> ended;

    public EndedDids(PlcClient plc, InstantSource time) {
        this.ended = new Remembered<>(
                did -> plc.last(did).map(PlcTombstone.class::isInstance),
                LIFETIME_MAX,
                LIFETIME_MAX,
                time,
                BYTES_MAX,
                did -> did.text().length(),
                _ -> WEIGHT);
    }

    /// Whether the DID has ended.
    ///
    /// @throws IdentityException if that cannot be found out now
    public boolean contains(Did did) {
        return did.method().equals("plc") && ended.get(did).orElse(false);
    }
}
