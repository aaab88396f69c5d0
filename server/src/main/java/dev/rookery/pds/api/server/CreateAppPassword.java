package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.pds.account.AppPasswords;
import dev.rookery.pds.account.AppPasswords.Outcome;
import dev.rookery.pds.api.PasswordWork;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.createAppPassword`: makes a password for one app, and tells it this once.
public final class CreateAppPassword
        implements Endpoint<Caller.Account, CreateAppPassword.Input, CreateAppPassword.Output> {

    /// What to call it; `privileged` says that it reaches private messages too.
    public record Input(String name, @Nullable Boolean privileged) {}

    public record Output(String name, String password, Datetime createdAt, boolean privileged) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.server.createAppPassword",
            Access.ACCOUNT_OR_DEACTIVATED.fullOnly(),
            RateLimit.NONE,
            Input.class,
            Output.class);

    private final AppPasswords passwords;

    public CreateAppPassword(AppPasswords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Method<Caller.Account, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Input in) {
        return switch (create(caller, in)) {
            case Outcome.Created created ->
                new Output(created.name(), created.password(), Datetime.of(created.createdAt()), created.privileged());
            case Outcome.NameTaken() ->
                throw XrpcException.invalidRequest("An app password with this name exists already: " + in.name());
            case Outcome.TooMany(int max) -> throw XrpcException.invalidRequest("Too many app passwords. Max: " + max);
        };
    }

    private Outcome create(Caller.Account caller, Input in) {
        return PasswordWork.run(() -> passwords.create(caller.did(), in.name(), Boolean.TRUE.equals(in.privileged())));
    }
}
