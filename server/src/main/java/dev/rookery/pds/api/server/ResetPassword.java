package dev.rookery.pds.api.server;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.api.PasswordWork;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Duration;

/// `com.atproto.server.resetPassword`: sets another password, with the code that was mailed. Sessions end, app
/// passwords stay.
public final class ResetPassword implements Endpoint<Caller.Anonymous, ResetPassword.Input, Nothing> {
    public record Input(String token, String password) {}

    private static final Method<Caller.Anonymous, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.resetPassword",
            Access.PUBLIC,
            RateLimit.perAddress(50, Duration.ofMinutes(5)),
            Input.class,
            Nothing.class);

    private final AccountService accounts;
    private final Codes codes;

    public ResetPassword(AccountService accounts, Codes codes) {
        this.accounts = accounts;
        this.codes = codes;
    }

    @Override
    public Method<Caller.Anonymous, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Anonymous caller, Input in) {
        if (in.password().isEmpty() || in.password().length() > AccountService.NEW_PASSWORD_LENGTH_MAX) {
            throw XrpcException.invalidRequest("Invalid password length.");
        }
        MailedCode code = codes.check(CodePurpose.RESET_PASSWORD, in.token());
        if (!PasswordWork.run(() -> accounts.resetPassword(code, in.password()))) {
            throw Codes.invalid();
        }
        return Nothing.NOTHING;
    }
}
