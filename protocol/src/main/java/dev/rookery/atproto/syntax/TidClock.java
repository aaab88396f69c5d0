package dev.rookery.atproto.syntax;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Gives out TIDs that strictly rise, whatever the time source does. Safe to share between threads.
public final class TidClock {
    private final InstantSource time;
    private final int clockId;
    private long lastMicros = -1;

    /// `clockId` (0 to 1023) tells apart clocks that run at the same time.
    public TidClock(InstantSource time, int clockId) {
        if (clockId < 0 || clockId > Tid.CLOCK_ID_MAX) {
            throw new IllegalArgumentException("a clock number is 0 to " + Tid.CLOCK_ID_MAX + ", not " + clockId);
        }
        this.time = time;
        this.clockId = clockId;
    }

    /// A TID above all that this clock gave out.
    public Tid next() {
        return Tid.of(nextMicros(), clockId);
    }

    /// A TID above `previous` and not below the time.
    ///
    /// A `previous` that lies in the future (another server's clock, an imported repository) is stepped over
    /// for this one answer only: it does not drag the clock along, or one account's wrong clock would spread
    /// to all.
    public Tid nextAfter(@Nullable Tid previous) {
        long micros = nextMicros();
        return Tid.of(previous == null ? micros : Math.max(micros, previous.micros() + 1), clockId);
    }

    private synchronized long nextMicros() {
        Instant now = time.instant();
        long micros = Math.max(0, now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
        lastMicros = Math.max(micros, lastMicros + 1);
        return lastMicros;
    }
}
