package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.account.AccountKeys;
import dev.rookery.pds.auth.ServiceTokens;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.getServiceAuth`: a token with which the caller speaks to another service in their own name.
public final class GetServiceAuth implements Endpoint<Caller.Account, GetServiceAuth.Input, GetServiceAuth.Output> {
    private static final int HOUR_SECONDS = 3_600;
    private static final int MINUTE_SECONDS = 60;

    /// The one method that an account which was taken down needs: it lets it move to another server.
    private static final String CREATE_ACCOUNT = "com.atproto.server.createaccount";

    /// What token is wanted; `exp` is in seconds since 1970.
    public record Input(
            String aud, @Nullable Long exp, @Nullable Nsid lxm) {}

    public record Output(String token) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.server.getServiceAuth",
            Access.ACCOUNT_IN_ANY_STATE.also(Credential.TAKENDOWN),
            RateLimit.NONE,
            Input.class,
            Output.class);

    private final ServiceTokens tokens;
    private final AccountKeys keys;
    private final InstantSource time;

    public GetServiceAuth(ServiceTokens tokens, AccountKeys keys, InstantSource time) {
        this.tokens = tokens;
        this.keys = keys;
        this.time = time;
    }

    @Override
    public Method<Caller.Account, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Input in) {
        if (!ServiceAudience.isValid(in.aud())) {
            throw XrpcException.invalidRequest("aud must be a valid atproto DID or did#serviceId reference");
        }
        String method = in.lxm() == null ? null : in.lxm().text();
        checkCredential(caller.credential(), method);
        Long expiresAt = in.exp() == null || in.exp() == 0 ? null : in.exp();
        if (expiresAt != null) {
            checkExpiry(expiresAt, method);
        }
        if (method != null && ProtectedMethods.contains(method)) {
            throw XrpcException.invalidRequest(
                    "cannot request a service auth token for the following protected method: " + method);
        }
        return new Output(tokens.sign(caller.did(), keys.of(caller.did()), in.aud(), method, expiresAt));
    }

    private static void checkCredential(Credential credential, @Nullable String method) {
        boolean movingAway = method != null && method.toLowerCase(Locale.ROOT).equals(CREATE_ACCOUNT);
        if (credential == Credential.TAKENDOWN) {
            if (!movingAway) {
                throw XrpcException.named("InvalidToken", "Bad token scope");
            }
            return;
        }
        boolean privileged = credential == Credential.FULL || credential == Credential.APP_PASSWORD_PRIVILEGED;
        if (method != null && !privileged && (movingAway || ProtectedMethods.isPrivileged(method))) {
            throw XrpcException.invalidRequest(
                    "insufficient access to request a service auth token for the following method: " + method);
        }
    }

    private void checkExpiry(long expiresAt, @Nullable String method) {
        double secondsLeft = expiresAt - time.millis() / 1000.0;
        if (secondsLeft < 0) {
            throw XrpcException.named("BadExpiration", "expiration is in past");
        }
        if (secondsLeft > HOUR_SECONDS) {
            throw XrpcException.named(
                    "BadExpiration", "cannot request a token with an expiration more than an hour in the future");
        }
        if (method == null && secondsLeft > MINUTE_SECONDS) {
            throw XrpcException.named(
                    "BadExpiration",
                    "cannot request a method-less token with an expiration more than a minute in the future");
        }
    }
}
