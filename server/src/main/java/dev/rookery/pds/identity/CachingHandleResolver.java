package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Remembers for a short time where handles lead.
public final class CachingHandleResolver implements HandleResolver {
    private static final Duration STALE_AFTER = Duration.ofMinutes(1);
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(10);
    private static final long BYTES_MAX = 8L << 20;

    private final Remembered<Handle, Did> handles;

    public CachingHandleResolver(HandleResolver origin, InstantSource time) {
        this.handles = new Remembered<>(
                origin::refresh,
                STALE_AFTER,
                LIFETIME_MAX,
                time,
                BYTES_MAX,
                handle -> handle.text().length(),
                did -> did.text().length());
    }

    @Override
    public Optional<Did> resolve(Handle handle) {
        return handles.get(handle);
    }

    @Override
    public Optional<Did> recheck(Handle handle) {
        return handles.recheck(handle);
    }

    @Override
    public Optional<Did> refresh(Handle handle) {
        return handles.refreshInTurn(handle);
    }
}
