package dev.rookery.pds.api.admin;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.api.PasswordWork;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.admin.updateAccountPassword`: gives an account another password and ends its sessions. Its app
/// passwords stay.
public final class UpdateAccountPassword implements Endpoint<Caller.Admin, UpdateAccountPassword.Input, Nothing> {
    public record Input(Did did, String password) {}

    private static final Method<Caller.Admin, Input, Nothing> METHOD = new Method<>(
            "com.atproto.admin.updateAccountPassword", Access.ADMIN, RateLimit.NONE, Input.class, Nothing.class);

    private final AccountService accounts;

    public UpdateAccountPassword(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    public Method<Caller.Admin, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Admin caller, Input in) {
        if (in.password().length() > AccountService.NEW_PASSWORD_LENGTH_MAX) {
            throw XrpcException.invalidRequest("Invalid password length.");
        }
        if (!PasswordWork.run(() -> accounts.updatePassword(in.did(), in.password()))) {
            throw XrpcException.invalidRequest("Account not found");
        }
        return Nothing.NOTHING;
    }
}
