package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.api.PasswordWork;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Guess;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Duration;

/// `com.atproto.server.deleteAccount`: deletes an account with its repository and blobs, on its password and the code
/// that was mailed.
public final class DeleteAccount implements Endpoint<Caller.Anonymous, DeleteAccount.Input, Nothing> {
    public record Input(Did did, String password, String token) implements Guess {
        @Override
        public String guessedOf() {
            return did.text();
        }
    }

    private static final Method<Caller.Anonymous, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.deleteAccount",
            Access.PUBLIC,
            RateLimit.perAddress(50, Duration.ofMinutes(5)),
            Input.class,
            Nothing.class);

    private final AccountService accounts;
    private final Codes codes;

    public DeleteAccount(AccountService accounts, Codes codes) {
        this.accounts = accounts;
        this.codes = codes;
    }

    @Override
    public Method<Caller.Anonymous, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Anonymous caller, Input in) {
        if (in.password().length() > AccountService.PASSWORD_LENGTH_MAX) {
            throw XrpcException.authRequired(
                    "AuthenticationRequired", "Password too long. Consider resetting your password.");
        }
        if (accounts.find(in.did()).isEmpty()) {
            throw XrpcException.invalidRequest("account not found");
        }
        if (!PasswordWork.run(() -> accounts.isPassword(in.did(), in.password()))) {
            throw XrpcException.authRequired("AuthenticationRequired", "Invalid did or password");
        }
        MailedCode code = codes.check(in.did(), CodePurpose.DELETE_ACCOUNT, in.token());
        accounts.delete(code.did()); // and the code with it
        return Nothing.NOTHING;
    }
}
