package dev.rookery.pds.api.server;

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

/// `com.atproto.server.confirmEmail`: confirms the caller's address with the code that was mailed to it.
public final class ConfirmEmail implements Endpoint<Caller.Account, ConfirmEmail.Input, Nothing> {

    public record Input(String email, String token) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "com.atproto.server.confirmEmail",
            Access.ACCOUNT_OR_DEACTIVATED,
            RateLimit.NONE,
            Input.class,
            Nothing.class);

    private final AccountService accounts;
    private final Codes codes;

    public ConfirmEmail(AccountService accounts, Codes codes) {
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
                accounts.find(caller.did()).orElseThrow(() -> XrpcException.named("AccountNotFound", "user not found"));
        if (!EmailAddresses.normalize(in.email()).equals(account.email())) {
            throw XrpcException.named("InvalidEmail", "invalid email");
        }
        MailedCode code = codes.check(caller.did(), CodePurpose.CONFIRM_EMAIL, in.token());
        if (!accounts.confirmEmail(code)) {
            throw Codes.invalid();
        }
        return Nothing.NOTHING;
    }
}
