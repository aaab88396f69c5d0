package dev.rookery.pds.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rookery.atproto.syntax.Did;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Remembers documents. One that has gone stale is still given out while it is asked for again.
public final class CachingDidResolver implements DidResolver {
    private static final int DOCUMENTS_MAX = 20_000;

    private final DidResolver origin;
    private final LoadingCache<Did, @Nullable DidDocument> documents;

    /// @param staleAfter the age from which a document is asked for again
    /// @param lifetimeMax the age from which it is given out no more
    public CachingDidResolver(DidResolver origin, Duration staleAfter, Duration lifetimeMax) {
        this.origin = origin;
        Executor background = task -> Thread.ofVirtual().start(task);
        this.documents = Caffeine.newBuilder()
                .maximumSize(DOCUMENTS_MAX)
                .refreshAfterWrite(staleAfter)
                .expireAfterWrite(lifetimeMax)
                .executor(background)
                .build(did -> origin.resolve(did).orElse(null));
    }

    @Override
    public Optional<DidDocument> resolve(Did did) {
        return Optional.ofNullable(documents.get(did));
    }

    @Override
    public Optional<DidDocument> refresh(Did did) {
        Optional<DidDocument> document = origin.refresh(did);
        document.ifPresentOrElse(found -> documents.put(did, found), () -> documents.invalidate(did));
        return document;
    }
}
