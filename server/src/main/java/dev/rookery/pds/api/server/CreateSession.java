package dev.rookery.pds.api.server;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.AccountStatus;
import dev.rookery.pds.account.Login;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.api.PasswordWork;
import dev.rookery.pds.auth.Session;
import dev.rookery.pds.auth.Sessions;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Guess;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.createSession`: signs in with a handle, a DID or an e-mail address, and a password.
///
/// Where the account's owner asked for it, the account's own password needs a code beside it that is mailed
/// when it is missing. App passwords do not: nobody is there to read mail.
public final class CreateSession implements Endpoint<Caller.Anonymous, CreateSession.Input, CreateSession.Output> {
    public record Input(
            String identifier,
            String password,
            @Nullable String authFactorToken,
            @Nullable Boolean allowTakendown) implements RateLimit.Keyed, Guess {
        @Override
        public String rateLimitKey() {
            return guessedOf();
        }

        @Override
        public String guessedOf() {
            return identifier.toLowerCase(Locale.ROOT);
        }
    }

    public record Output(
            String accessJwt,
            String refreshJwt,
            Handle handle,
            Did did,
            @Nullable DataMap didDoc,
            @Nullable String email,
            boolean emailConfirmed,
            boolean emailAuthFactor,
            boolean active,
            @Nullable String status) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
            "com.atproto.server.createSession",
            Access.PUBLIC,
            RateLimit.perInputAndAddress(300, Duration.ofDays(1))
                    .and(RateLimit.perInputAndAddress(30, Duration.ofMinutes(5))),
            Input.class,
            Output.class);

    private final AccountService accounts;
    private final Sessions sessions;
    private final DidDocuments documents;
    private final Codes codes;

    public CreateSession(AccountService accounts, Sessions sessions, DidDocuments documents, Codes codes) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.documents = documents;
        this.codes = codes;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        if (in.password().length() > AccountService.PASSWORD_LENGTH_MAX) {
            throw refused("Password too long. Consider resetting your password.");
        }
        return switch (PasswordWork.run(() -> accounts.login(in.identifier(), in.password()))) {
            case Login.Refused() -> throw wrongPassword();
            case Login.Accepted accepted -> open(accepted, in);
        };
    }

    private Output open(Login.Accepted login, Input in) {
        Account account = login.account();
        if (account.takenDown() && !Boolean.TRUE.equals(in.allowTakendown())) {
            throw XrpcException.authRequired("AccountTakedown", "Account has been taken down");
        }
        MailedCode code = login.appPassword() == null && account.needsSignInCode()
                ? signInCode(account, in.authFactorToken())
                : null;
        Session session = account.takenDown() ? openTakenDown(account, code) : open(login, code);
        return new Output(
                session.accessJwt(),
                session.refreshJwt(),
                account.handle(),
                account.did(),
                documents.forSession(account.did()),
                account.email(),
                account.emailConfirmedAt() != null,
                account.needsSignInCode(),
                account.status().active(),
                status(account));
    }

    /// Returns the code that was entered, or mails one if there is none.
    private MailedCode signInCode(Account account, @Nullable String entered) {
        if (entered == null || entered.isBlank()) { // clients send what is in the field, also when it is empty
            codes.mail(account, CodePurpose.SIGN_IN);
            throw XrpcException.authRequired(
                    "AuthFactorTokenRequired", "A sign in code has been sent to your email address");
        }
        return codes.check(account.did(), CodePurpose.SIGN_IN, entered);
    }

    private Session openTakenDown(Account account, @Nullable MailedCode code) {
        if (code != null) {
            codes.use(code);
        }
        return sessions.openTakenDown(account.did());
    }

    private Session open(Login.Accepted login, @Nullable MailedCode code) {
        return sessions.open(login, code).orElseThrow(() -> code == null ? wrongPassword() : Codes.invalid());
    }

    /// Why the account is not active; null if it is.
    static @Nullable String status(Account account) {
        AccountStatus status = account.status();
        return status.active() ? null : status.text();
    }

    private static XrpcException wrongPassword() {
        return refused("Invalid identifier or password");
    }

    private static XrpcException refused(String message) {
        return XrpcException.authRequired("AuthenticationRequired", message);
    }
}
