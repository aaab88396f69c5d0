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
/// With `emailAuthFactor` and the address that the account has, that address stays confirmed, and all that
/// changes is whether signing in takes a mailed code. That needs a confirmed address, and no code to be
/// switched on. It outlasts a change of address, without effect until the new one is confirmed: a code that
/// goes to a mistyped address would shut the owner out.
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
        Account account =
                accounts.find(caller.did()).orElseThrow(() -> XrpcException.invalidRequest("account not found"));
        Boolean factor = in.emailAuthFactor();
        boolean sameAddress = EmailAddresses.normalize(in.email()).equals(account.email());
        if (!sameAddress && !EmailAddresses.acceptable(in.email())) {
            throw XrpcException.invalidRequest("This email address is not supported, please use a different email.");
        }
        boolean confirmed = account.emailConfirmedAt() != null;
        if (Boolean.TRUE.equals(factor) && !account.emailAuthFactor() && !(sameAddress && confirmed)) {
            throw XrpcException.invalidRequest("The email address must be confirmed first");
        }
        boolean codeNeeded = confirmed && !(sameAddress && Boolean.TRUE.equals(factor));
        MailedCode code = code(account.did(), in.token(), codeNeeded);
        if (sameAddress && factor != null) {
            setAuthFactor(account.did(), in.email(), factor, code);
        } else {
            changeEmail(account.did(), in.email(), code);
            if (Boolean.FALSE.equals(factor)) {
                setAuthFactor(account.did(), in.email(), false, null);
            }
        }
        return Nothing.NOTHING;
    }

    private @Nullable MailedCode code(Did did, @Nullable String token, boolean needed) {
        if (token != null && !token.isEmpty()) {
            return codes.check(did, CodePurpose.UPDATE_EMAIL, token);
        }
        if (needed) {
            throw XrpcException.named("TokenRequired", "confirmation token required");
        }
        return null;
    }

    private void changeEmail(Did did, String email, @Nullable MailedCode code) {
        switch (accounts.changeEmail(did, email, code)) {
            case CHANGED -> {}
            case TAKEN ->
                throw XrpcException.invalidRequest(
                        "This email address is already in use, please use a different email.");
            case CODE_GONE -> throw Codes.invalid();
            case NO_ACCOUNT -> throw XrpcException.invalidRequest("account not found");
        }
    }

    private void setAuthFactor(Did did, String email, boolean on, @Nullable MailedCode code) {
        if (!accounts.setEmailAuthFactor(did, email, on, code)) {
            throw Codes.invalid();
        }
    }
}
