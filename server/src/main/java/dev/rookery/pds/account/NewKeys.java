package dev.rookery.pds.account;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The signing keys of accounts that do not exist yet. Whoever moves here can have one reserved, so that their DID
/// document names it before they sign up.
public final class NewKeys {
    /// How long a key waits for its account. Anyone can have keys reserved, so they do not wait for good.
    private static final Duration RESERVED_FOR = Duration.ofDays(30);

    private final AccountStore store;
    private final SecureRandom random;
    private final InstantSource time;

    public NewKeys(AccountStore store, SecureRandom random, InstantSource time) {
        this.store = store;
        this.random = random;
        this.time = time;
    }

    /// Reserves a key; the same one again where there is one for the DID.
    ///
    /// @param did whose key it is to be, or null where that is not known
    public SigningKey reserve(@Nullable Did did) {
        SigningKey key = generate();
        String name = did == null ? key.verifyingKey().didKey() : did.text();
        Instant now = time.instant();
        return fromSecret(store.reserveKey(name, key.secret(), now, now.minus(RESERVED_FOR)));
    }

    /// The key that was reserved for the DID, or a new one.
    public SigningKey of(Did did) {
        return store.reservedKey(did).map(NewKeys::fromSecret).orElseGet(this::generate);
    }

    public SigningKey generate() {
        return SigningKey.generate(Algorithm.K256, random);
    }

    private static SigningKey fromSecret(byte[] secret) {
        return SigningKey.fromBytes(Algorithm.K256, secret);
    }
}
