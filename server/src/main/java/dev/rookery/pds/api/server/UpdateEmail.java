package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.EmailAddresses;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.api.Codes;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.updateEmail`: gives the caller's account another address, with a code if the one before was
/// confirmed. All other codes end, also those for other purposes: they went to the address before.
///
/// `emailAuthFactor` has no effect, as in the reference.
public final class UpdateEmail implements Endpoint<Caller.Account, UpdateEmail.Input, Nothing> {

    public record Input(
            String email,
            @Nullable Boolean emailAuthFactor,
            @Nullable String token) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.updateEmail",
            Access.ACCOUNT_OR_DEACTIVATED.fullOnly(),
            RateLimit.NONE,
            Input.class,
            Nothing.class);

    private final AccountService accounts;
    private final Codes codes;

    public UpdateEmail(AccountService accounts, Codes codes) {
        this.accounts = accounts;
        this.codes = codes;
    }

    @Override
    public Method<Caller.Account, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Input in) {
        if (!EmailAddresses.acceptable(in.email())) {
            throw XrpcException.invalidRequest("This email address is not supported, please use a different email.");
        }
        switch (accounts.changeEmail(caller.did(), in.email(), code(caller.did(), in.token()))) {
            case CHANGED -> {}
            case TAKEN ->
                throw XrpcException.invalidRequest(
                        "This email address is already in use, please use a different email.");
            case CODE_GONE -> throw Codes.invalid();
            case NO_ACCOUNT -> throw XrpcException.invalidRequest("account not found");
        }
        return Nothing.NOTHING;
    }

    private @Nullable MailedCode code(Did did, @Nullable String token) {
        Account account = accounts.find(did).orElseThrow(() -> XrpcException.invalidRequest("account not found"));
        if (token != null && !token.isEmpty()) {
            return codes.check(did, CodePurpose.UPDATE_EMAIL, token);
        }
        if (account.emailConfirmedAt() != null) {
            throw XrpcException.named("TokenRequired", "confirmation token required");
        }
        return null;
    }
}
