package dev.rookery.pds.api.server;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// `com.atproto.server.requestPasswordReset`: mails a code to whoever has an account with this address. The answer is
/// the same where nobody has, and takes as long, so that it does not tell who is here.
public final class RequestPasswordReset implements Endpoint<Caller.Anonymous, RequestPasswordReset.Input, Nothing> {

    /// Far longer than a code takes to be stored with its mail.
    private static final Duration ANSWERED_AFTER = Duration.ofMillis(250);

    public record Input(String email) {}

    private static final Method<Caller.Anonymous, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.requestPasswordReset",
            Access.PUBLIC,
            RateLimit.perAddress(50, Duration.ofDays(1)).and(RateLimit.perAddress(15, Duration.ofHours(1))),
            Input.class,
            Nothing.class);

    private final AccountService accounts;
    private final Codes codes;

    public RequestPasswordReset(AccountService accounts, Codes codes) {
        this.accounts = accounts;
        this.codes = codes;
    }

    @Override
    public Method<Caller.Anonymous, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Anonymous caller, Input in) {
        long answeredAt = System.nanoTime() + ANSWERED_AFTER.toNanos();
        accounts.findByEmail(in.email()).ifPresent(account -> codes.mail(account, CodePurpose.RESET_PASSWORD));
        waitUntil(answeredAt);
        return Nothing.NOTHING;
    }

    private static void waitUntil(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
