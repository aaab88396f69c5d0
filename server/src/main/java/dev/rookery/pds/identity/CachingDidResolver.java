package dev.rookery.pds.identity;

import dev.rookery.atproto.syntax.Did;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Remembers documents. Those of the PLC directory are asked for beside all others, so that slow servers of strangers
/// hold up none of them.
public final class CachingDidResolver implements DidResolver {
    private static final long HEAP_SHARE = 64;

    private final Remembered<Did, DidDocument> plc;
    private final Remembered<Did, DidDocument> others;

    /// @param staleAfter the age from which a document is asked for again
    /// @param lifetimeMax the age from which it is given out no more
    public CachingDidResolver(DidResolver origin, Duration staleAfter, Duration lifetimeMax, InstantSource time) {
        this.plc = remembered(origin, staleAfter, lifetimeMax, time);
        this.others = remembered(origin, staleAfter, lifetimeMax, time);
    }

    private static Remembered<Did, DidDocument> remembered(
            DidResolver origin, Duration staleAfter, Duration lifetimeMax, InstantSource time) {
        return new Remembered<>(
                origin::refresh,
                staleAfter,
                lifetimeMax,
                time,
                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                did -> did.text().length(),
                document -> 2 * DataWeight.of(document.source()));
    }

    @Override
    public Optional<DidDocument> resolve(Did did) {
        return of(did).get(did);
    }

    @Override
    public Optional<DidDocument> recheck(Did did) {
        return of(did).recheck(did);
    }

    @Override
    public Optional<DidDocument> refresh(Did did) {
        return of(did).refresh(did);
    }

    private Remembered<Did, DidDocument> of(Did did) {
        return did.method().equals("plc") ? plc : others;
    }
}
