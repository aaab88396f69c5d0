package dev.rookery.pds.account;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.repo.SigningKeys;

/// The signing keys of the accounts, remembered so that a write does not wait for the account store.
public final class AccountKeys implements SigningKeys {
    private static final int BYTES_EACH = 512;
    private static final int HEAP_SHARE = 32;
    private static final long REMEMBERED_MAX =
            Math.min(100_000, Runtime.getRuntime().maxMemory() / HEAP_SHARE / BYTES_EACH);

    private final LoadingCache<Did, SigningKey> keys;

    public AccountKeys(AccountStore store) {
        this.keys = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_MAX)
                .build(did -> store.signingKey(did)
                        .map(secret -> SigningKey.fromBytes(Algorithm.K256, secret))
                        .orElseThrow(() -> new IllegalStateException("no signing key of " + did)));
    }

    /// The key of an account that exists, also of one that is only reserved.
    @Override
    public SigningKey of(Did did) {
        return keys.get(did);
    }

    /// Forgets the key of an account that is gone or has a new one.
    void forget(Did did) {
        keys.invalidate(did);
    }
}
