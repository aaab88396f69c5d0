package dev.rookery.pds.auth;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AppPasswordName;
import dev.rookery.pds.account.HashedId;
import dev.rookery.pds.account.Login;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.account.RefreshToken;
import dev.rookery.pds.xrpc.Credential;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens, renews and ends sessions.
///
/// A refresh token is used once; but since an answer can get lost, or two tabs renew at once, it works for two hours
/// more and leads to the same successor.
public final class Sessions {
    private static final Duration GRACE = Duration.ofHours(2);

    private final AccountStore store;
    private final SessionTokens tokens;
    private final InstantSource time;

    public Sessions(AccountStore store, SessionTokens tokens, InstantSource time) {
        this.store = store;
        this.tokens = tokens;
        this.time = time;
    }

    /// Opens the first session of an account that was just made.
    public Session openFirst(Did account) {
        Instant now = time.instant();
        String id = tokens.newId();
        store.addRefreshToken(token(id, account, null, now));
        return session(account, Credential.FULL, id, now);
    }

    /// Opens a session with a password that was accepted, or nothing if the password has ended, the code has
    /// been used or the account was taken down meanwhile: a session does not outlive what opened it.
    ///
    /// @param code that is used up, or null if none is needed
    public Optional<Session> open(Login.Accepted login, @Nullable MailedCode code) {
        Did account = login.account().did();
        Instant now = time.instant();
        String id = tokens.newId();
        RefreshToken token = token(id, account, login.appPassword(), now);
        return store.addRefreshToken(token, login.passwordHash(), code)
                ? Optional.of(session(account, credential(login.appPassword()), id, now))
                : Optional.empty();
    }

    private RefreshToken token(String id, Did account, @Nullable AppPasswordName appPassword, Instant now) {
        Instant expiresAt = now.plus(SessionTokens.REFRESH_LIFETIME);
        return new RefreshToken(HashedId.of(id), tokens.newId(), account, expiresAt, appPassword);
    }

    /// Opens a session for an account that was taken down: it cannot be renewed.
    public Session openTakenDown(Did account) {
        return session(account, Credential.TAKENDOWN, tokens.newId(), time.instant());
    }

    /// Renews the session that the refresh token belongs to, or nothing if it has ended.
    public Optional<Session> renew(String refreshTokenId) {
        Instant now = time.instant();
        String successor = tokens.successorOf(refreshTokenId);
        return store.rotate(
                        HashedId.of(refreshTokenId),
                        HashedId.of(successor),
                        now,
                        now.plus(GRACE),
                        now.plus(SessionTokens.REFRESH_LIFETIME))
                .map(token -> session(token.did(), credential(token.appPassword()), successor, now));
    }

    /// Ends the session that the refresh token belongs to, if it has not ended yet.
    public void end(String refreshTokenId) {
        store.endSession(HashedId.of(refreshTokenId));
    }

    private Session session(Did account, Credential credential, String id, Instant now) {
        return new Session(tokens.access(account, credential.scope(), now), tokens.refresh(account, id, now));
    }

    private static Credential credential(@Nullable AppPasswordName appPassword) {
        if (appPassword == null) {
            return Credential.FULL;
        }
        return appPassword.privileged() ? Credential.APP_PASSWORD_PRIVILEGED : Credential.APP_PASSWORD;
    }
}
