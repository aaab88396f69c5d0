package dev.rookery.pds.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What other servers say of names, remembered for some time; also, for seconds, that they say nothing.
///
/// Anybody may make this server ask, so it asks about a name once for all who wait, about few names at once, and anew
/// at the wish of strangers once a minute. What has gone stale is still given out while it is asked for again. Answers
/// that overtake each other do not undo what was learned later. The memory is bounded by what the answers weigh.
///
/// Safe for use by several threads.
final class Remembered<K, V> {
    /// How long a name of which nothing was learned is not asked about again.
    static final Duration NOTHING_FOR = Duration.ofSeconds(10);

    /// How often strangers can have a name asked about anew.
    static final Duration WISH_EVERY = Duration.ofMinutes(1);

    /// How many names are asked about at once, and how long one waits for its turn.
    static final int AT_ONCE_MAX = 32;

    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(1);
    private static final int WEIGHT_OF_ANY = 400;
    private static final long NEVER = Long.MIN_VALUE;

    private final Function<K, Optional<V>> origin;
    private final long staleAfter;
    private final long lifetimeMax;
    private final InstantSource time;
    private final Cache<K, Answer<V>> answers;
    private final Map<K, CompletableFuture<Answer<V>>> underWay = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final AtomicLong turns = new AtomicLong();

    /// What is known of a name.
    ///
    /// @param value what was found last, or null for nothing
    /// @param foundAt when that was
    /// @param failure why nothing could be learned the last time, or null if something was
    /// @param askedAt when the last time was
    /// @param wishedAt when strangers last had it asked about anew
    /// @param turn of two answers the one with the higher number was asked for later
    private record Answer<V>(
            @Nullable V value, long foundAt, @Nullable String failure, long askedAt, long wishedAt, long turn) {
        boolean isNothing() {
            return value == null || failure != null;
        }

        Optional<V> result() {
            if (failure != null) {
                throw new IdentityException(failure);
            }
            return Optional.ofNullable(value);
        }
    }

    /// @param origin asks; throws [IdentityException] if nothing can be learned now
    /// @param staleAfter the age from which an answer is asked for again
    /// @param lifetimeMax the age from which it is given out no more
    /// @param weightMax how much is remembered, in the unit of the weights
    /// @param keyWeight what a name weighs, in bytes or so
    /// @param valueWeight the same of what was found
    Remembered(
            Function<K, Optional<V>> origin,
            Duration staleAfter,
            Duration lifetimeMax,
            InstantSource time,
            long weightMax,
            ToIntFunction<K> keyWeight,
            ToIntFunction<V> valueWeight) {
        this.origin = origin;
        this.staleAfter = staleAfter.toMillis();
        this.lifetimeMax = lifetimeMax.toMillis();
        this.time = time;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(weightMax)
                .weigher((K key, Answer<V> answer) -> WEIGHT_OF_ANY
                        + keyWeight.applyAsInt(key)
                        + (answer.value == null ? 0 : valueWeight.applyAsInt(answer.value)))
                .expireAfterWrite(lifetimeMax.compareTo(WISH_EVERY) < 0 ? WISH_EVERY : lifetimeMax)
                .executor(Runnable::run)
                .build();
    }

    /// Returns what is remembered of the name, or else asks.
    ///
    /// @throws IdentityException if nothing could be learned
    /// @throws BusyException if it was not asked
    Optional<V> get(K key) {
        Answer<V> known = answers.getIfPresent(key);
        if (known == null) {
            return ask(key, null, false);
        }
        if (known.value != null && age(known.foundAt) < lifetimeMax) {
            boolean stale = known.failure != null || age(known.foundAt) >= staleAfter;
            if (stale && age(known.askedAt) >= NOTHING_FOR.toMillis()) {
                askInBackground(key, known);
            }
            return Optional.of(known.value);
        }
        return known.isNothing() && age(known.askedAt) < NOTHING_FOR.toMillis()
                ? known.result()
                : ask(key, known, false);
    }

    /// Asks anew at a stranger's wish, or returns what is remembered where that was done of late.
    ///
    /// @throws IdentityException if nothing could be learned
    /// @throws BusyException if it was not asked
    Optional<V> recheck(K key) {
        Answer<V> known = answers.getIfPresent(key);
        return known != null && age(known.wishedAt) < WISH_EVERY.toMillis() ? get(key) : ask(key, known, true);
    }

    /// Asks anew, whatever is remembered.
    ///
    /// @throws IdentityException if nothing could be learned
    /// @throws BusyException if it was not asked
    Optional<V> refreshInTurn(K key) {
        return askInTurn(key, false).result();
    }

    /// Asks anew, whatever is remembered and however much is asked.
    ///
    /// @throws IdentityException if nothing could be learned
    Optional<V> refresh(K key) {
        return askNow(key, false).result();
    }

    /// After the clock went back nothing is young.
    private long age(long then) {
        long now = time.millis();
        return then == NEVER || then > now ? Long.MAX_VALUE : now - then;
    }

    /// Asks, unless somebody else does already, and returns what came of it.
    ///
    /// @param seen what was remembered and does not do; when there is another answer by now, that does
    private Optional<V> ask(K key, @Nullable Answer<V> seen, boolean wish) {
        var mine = new CompletableFuture<Answer<V>>();
        CompletableFuture<Answer<V>> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return wait(others).result();
        }
        Answer<V> answer;
        try {
            Answer<V> now = answers.getIfPresent(key);
            answer = now != null && !now.equals(seen) ? now : askInTurn(key, wish);
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key, mine);
        }
        mine.complete(answer);
        return answer.result();
    }

    private static <T> T wait(CompletableFuture<T> other) {
        try {
            return other.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Answer<V> askInTurn(K key, boolean wish) {
        try {
            if (!places.tryAcquire(TURN_WAIT_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new BusyException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        }
        try {
            return askNow(key, wish);
        } finally {
            places.release();
        }
    }

    private Answer<V> askNow(K key, boolean wish) {
        long turn = turns.incrementAndGet();
        V found = null;
        String failure = null;
        try {
            found = origin.apply(key).orElse(null);
        } catch (IdentityException e) {
            failure = String.valueOf(e.getMessage());
        }
        return learn(key, found, failure, wish, turn);
    }

    private Answer<V> learn(K key, @Nullable V found, @Nullable String failure, boolean wish, long turn) {
        long now = time.millis();
        return answers.asMap().compute(key, (_, before) -> {
            if (before != null && before.turn > turn) {
                return before;
            }
            long wishedAt = wish ? now : before == null ? NEVER : before.wishedAt;
            if (failure == null) {
                return new Answer<>(found, now, null, now, wishedAt, turn);
            }
            return before == null
                    ? new Answer<>(null, NEVER, failure, now, wishedAt, turn)
                    : new Answer<>(before.value, before.foundAt, failure, now, wishedAt, turn);
        });
    }

    private void askInBackground(K key, Answer<V> seen) {
        if (places.availablePermits() == 0 || underWay.containsKey(key)) {
            return;
        }
        Thread.startVirtualThread(() -> {
            try {
                ask(key, seen, false);
            } catch (IdentityException | BusyException e) {
                // what is remembered is good for some time yet
            }
        });
    }
}
