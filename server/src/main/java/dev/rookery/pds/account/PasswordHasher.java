package dev.rookery.pds.account;

import dev.rookery.atproto.cid.Sha256;
import dev.rookery.atproto.syntax.Did;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Hashes passwords with scrypt, in the form that the reference stores: `salt:hash`, both in hex.
///
/// The salt goes into scrypt as its hex text, not as bytes. Hashing takes tens of milliseconds and 16 MB, so it runs on
/// a few platform threads with a bounded queue: a flood of logins waits or is turned away, and writes go on. While
/// many wait for a hash, a thread that computes one rests half of the time, so that who writes finds a core free.
public final class PasswordHasher implements AutoCloseable {
    private static final int HASH_BYTES = 64;
    private static final int SALT_BYTES = 16;
    private static final int WAITING_MAX = 64;
    /// So many waiting are a flood.
    private static final int FLOOD = 32;
    /// About as long as it hashes between two rests.
    private static final long REST_NANOS = 100_000;

    /// As many hashes are waiting as may wait.
    public static final class BusyException extends RuntimeException {
        private BusyException(Throwable cause) {
            super("too many passwords are being checked", cause);
        }
    }

    private final SecureRandom random;
    private final ThreadPoolExecutor threads;

    /// Of each thread of the pool, and gone with it.
    private final ThreadLocal<Scrypt> scrypt = ThreadLocal.withInitial(() -> new Scrypt(this::restInFlood));

    /// @param threadCount how many hashes may be computed at once
    public PasswordHasher(SecureRandom random, int threadCount) {
        this.random = random;
        this.threads = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING_MAX),
                new LowPriority("password-"));
        threads.allowCoreThreadTimeOut(true);
    }

    /// Hashes a password with a new salt.
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return onPool(() -> withSalt(password, HexFormat.of().formatHex(salt)));
    }

    /// Hashes an app password with the salt that belongs to its account, so that one hash is compared with all of them.
    public String hashAppPassword(Did did, String password) {
        byte[] digest = Sha256.hash(did.text().getBytes(StandardCharsets.UTF_8));
        String salt = HexFormat.of().formatHex(Arrays.copyOf(digest, SALT_BYTES));
        return onPool(() -> withSalt(password, salt));
    }

    /// Whether the password leads to the stored hash. Takes as long where there is none, so that time tells nothing.
    public boolean verify(String password, Optional<String> stored) {
        String expected = stored.orElse("0".repeat(2 * SALT_BYTES) + ":");
        int colon = expected.indexOf(':');
        if (colon < 0) {
            return false;
        }
        return same(onPool(() -> withSalt(password, expected.substring(0, colon))), expected);
    }

    /// Compares two hashes in a time that does not depend on where they differ.
    static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private String withSalt(String password, String salt) {
        byte[] hash = scrypt.get()
                .hash(password.getBytes(StandardCharsets.UTF_8), salt.getBytes(StandardCharsets.UTF_8), HASH_BYTES);
        return salt + ":" + HexFormat.of().formatHex(hash);
    }

    private void restInFlood() {
        if (threads.getQueue().size() >= FLOOD) {
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    private String onPool(Supplier<String> work) {
        try {
            Future<String> result = threads.submit(work::get);
            return result.get();
        } catch (RejectedExecutionException e) {
            throw new BusyException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot hash", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
