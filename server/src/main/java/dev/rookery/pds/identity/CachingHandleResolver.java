package dev.rookery.pds.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Remembers for a short time where handles lead. That a handle leads nowhere is not remembered.
public final class CachingHandleResolver implements HandleResolver {
    private static final int HANDLES_MAX = 20_000;
    private static final Duration STALE_AFTER = Duration.ofMinutes(1);
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(10);

    private final HandleResolver origin;
    private final LoadingCache<Handle, @Nullable Did> handles;

    public CachingHandleResolver(HandleResolver origin) {
        this.origin = origin;
        Executor background = task -> Thread.ofVirtual().start(task);
        this.handles = Caffeine.newBuilder()
                .maximumSize(HANDLES_MAX)
                .refreshAfterWrite(STALE_AFTER)
                .expireAfterWrite(LIFETIME_MAX)
                .executor(background)
                .build(handle -> origin.resolve(handle).orElse(null));
    }

    @Override
    public Optional<Did> resolve(Handle handle) {
        return Optional.ofNullable(handles.get(handle));
    }

    @Override
    public Optional<Did> refresh(Handle handle) {
        Optional<Did> did = origin.refresh(handle);
        did.ifPresentOrElse(found -> handles.put(handle, found), () -> handles.invalidate(handle));
        return did;
    }
}
