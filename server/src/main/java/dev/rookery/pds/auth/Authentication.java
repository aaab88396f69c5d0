package dev.rookery.pds.auth;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.auth.Authorization.Scheme;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Access.AccountState;
import dev.rookery.pds.xrpc.Access.Kind;
import dev.rookery.pds.xrpc.Authenticator;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.Guesses;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells from a request's `Authorization` header who makes it, and whether the method is open to them.
public final class Authentication implements Authenticator {
    private static final String METHOD_PREFIX = "/xrpc/";
    private static final Map<String, Credential> CREDENTIALS = credentials();

    private final AccountService accounts;
    private final SessionTokens sessions;
    private final ServiceTokens services;
    private final AdminPassword admin;
    private final @Nullable Did moderator;
    private final Guesses guesses;
    private final InstantSource time;

    /// @param moderator the moderation service that the operator trusts, if there is one
    public Authentication(
            AccountService accounts,
            SessionTokens sessions,
            ServiceTokens services,
            AdminPassword admin,
            @Nullable Did moderator,
            Guesses guesses,
            InstantSource time) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.services = services;
        this.admin = admin;
        this.moderator = moderator;
        this.guesses = guesses;
        this.time = time;
    }

    private static Map<String, Credential> credentials() {
        Map<String, Credential> byScope = new HashMap<>();
        for (Credential credential : Credential.values()) {
            byScope.put(credential.scope(), credential);
        }
        return Map.copyOf(byScope);
    }

    @Override
    public <C extends Caller> C authenticate(Access<C> access, Exchange exchange) {
        return access.type().cast(caller(access, exchange));
    }

    @Override
    public boolean isOperator(Exchange exchange) {
        try {
            return caller(Access.ADMIN, exchange) instanceof Caller.Admin;
        } catch (XrpcException e) {
            return false;
        }
    }

    private Caller caller(Access<?> access, Exchange exchange) {
        Authorization given = read(access, exchange);
        if (given != null && given.scheme() == Scheme.BEARER) {
            String token = given.credentials();
            if (access.admits(Kind.SERVICE) && (!access.admits(Kind.ACCOUNT) || ServiceTokens.namesMethod(token))) {
                return new Caller.Service(
                        services.verify(token, method(exchange), issuer -> checkIssuer(access, issuer)));
            }
            if (access.admits(Kind.MODERATION_SERVICE)) {
                return moderator(token, method(exchange));
            }
            if (access.admits(Kind.ACCOUNT)) {
                return account(access, token);
            }
            if (access.admits(Kind.REFRESH)) {
                return refresh(token, access.admits(Kind.EXPIRED_REFRESH));
            }
        }
        if (given != null && given.scheme() == Scheme.BASIC && access.admits(Kind.ADMIN)) {
            return guesses.watchOperator(exchange, () -> admin(given.credentials()));
        }
        return otherwise(access, given);
    }

    /// A header that makes no sense is no operator's password, and otherwise a mistake of its own.
    private static @Nullable Authorization read(Access<?> access, Exchange exchange) {
        try {
            return Authorization.parse(exchange.header("Authorization"));
        } catch (XrpcException e) {
            if (access.kinds().size() == 1 && access.admits(Kind.ADMIN)) {
                return null;
            }
            throw e;
        }
    }

    private static Caller otherwise(Access<?> access, @Nullable Authorization given) {
        if (access.admits(Kind.ANONYMOUS)) {
            if (given != null) {
                throw XrpcException.authRequired("AuthenticationRequired", "Invalid authorization header");
            }
            return Caller.Anonymous.ANONYMOUS;
        }
        if (given != null && access.admits(Kind.ACCOUNT)) {
            throw XrpcException.named("InvalidToken", "Unexpected authorization type");
        }
        String error =
                access.admits(Kind.ACCOUNT) || access.admits(Kind.REFRESH) ? "AuthMissing" : "AuthenticationRequired";
        throw XrpcException.authRequired(error, "Authentication Required");
    }

    private Caller.Account account(Access<?> access, String text) {
        SessionToken token = verify(text, SessionTokens.ACCESS_TYPE, false);
        Credential credential = CREDENTIALS.get(token.scope());
        if (credential == null
                || !access.credentials().contains(credential)
                || (credential == Credential.TAKENDOWN && access.refused().contains(AccountState.TAKENDOWN))) {
            throw XrpcException.named("InvalidToken", "Bad token scope");
        }
        if (!access.refused().isEmpty()) {
            checkState(access, token.subject());
        }
        return new Caller.Account(token.subject(), credential);
    }

    private void checkState(Access<?> access, Did did) {
        Account account =
                accounts.find(did).orElseThrow(() -> XrpcException.forbidden("AccountNotFound", "Account not found"));
        if (account.takenDown() && access.refused().contains(AccountState.TAKENDOWN)) {
            throw XrpcException.authRequired("AccountTakedown", "Account has been taken down");
        }
        if (account.deactivated() && access.refused().contains(AccountState.DEACTIVATED)) {
            throw XrpcException.authRequired("AccountDeactivated", "Account is deactivated");
        }
    }

    /// Where accounts may call, a service's token is one that an account here has signed.
    private void checkIssuer(Access<?> access, Did issuer) {
        if (access.admits(Kind.ACCOUNT)) {
            checkState(access, issuer);
        }
    }

    private Caller.Refresh refresh(String text, boolean alsoExpired) {
        SessionToken token = verify(text, SessionTokens.REFRESH_TYPE, alsoExpired);
        if (!token.scope().equals(SessionTokens.REFRESH_SCOPE)) {
            throw XrpcException.named("InvalidToken", "Bad token scope");
        }
        if (token.id() == null) {
            throw XrpcException.authRequired("MissingTokenId", "Unexpected missing refresh token id");
        }
        return new Caller.Refresh(token.subject(), token.id());
    }

    private SessionToken verify(String text, String type, boolean alsoExpired) {
        SessionToken token;
        try {
            token = sessions.verify(text);
        } catch (InvalidTokenException e) {
            throw XrpcException.named("InvalidToken", "Token could not be verified");
        }
        if (!token.type().equals(type) || !sessions.isForUs(token)) {
            throw XrpcException.named("InvalidToken", "Token could not be verified");
        }
        if (!alsoExpired && token.expired(time.millis() / 1000)) {
            throw XrpcException.named("ExpiredToken", "Token has expired");
        }
        return token;
    }

    private Caller.Admin admin(String credentials) {
        if (!admin.matches(credentials)) {
            throw XrpcException.authRequired("AuthenticationRequired", "Authentication Required");
        }
        return new Caller.Admin();
    }

    private Caller.Service moderator(String token, String method) {
        if (moderator == null) {
            throw ServiceTokens.untrusted();
        }
        services.verifyFrom(moderator, token, method);
        return new Caller.Service(moderator);
    }

    private static String method(Exchange exchange) {
        String path = exchange.path();
        String name = path.startsWith(METHOD_PREFIX) ? path.substring(METHOD_PREFIX.length()) : path;
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }
}
