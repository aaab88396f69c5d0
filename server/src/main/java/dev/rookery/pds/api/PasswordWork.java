package dev.rookery.pds.api;

import dev.rookery.pds.account.PasswordHasher;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.function.Supplier;

/// Work in which passwords are hashed, of which only so much may wait.
public final class PasswordWork {
    private PasswordWork() {}

    /// Does it, or refuses as `RateLimitExceeded` where too much waits already.
    public static <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (PasswordHasher.BusyException e) {
            throw XrpcException.rateLimited("Too many passwords are being checked, try again later");
        }
    }
}
