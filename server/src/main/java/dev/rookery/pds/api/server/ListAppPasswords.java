package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.pds.account.AppPasswords;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;

/// `com.atproto.server.listAppPasswords`: the names of the caller's app passwords, the newest first.
public final class ListAppPasswords implements Endpoint<Caller.Account, Nothing, ListAppPasswords.Output> {

    public record Output(List<AppPassword> passwords) {}

    /// One of them, without the password itself, which nobody knows any more.
    public record AppPassword(String name, Datetime createdAt, boolean privileged) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "com.atproto.server.listAppPasswords",
            Access.ACCOUNT_IN_ANY_STATE,
            RateLimit.NONE,
            Nothing.class,
            Output.class);

    private final AppPasswords passwords;

    public ListAppPasswords(AppPasswords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        return new Output(passwords.list(caller.did()).stream()
                .map(each -> new AppPassword(each.name(), Datetime.of(each.createdAt()), each.privileged()))
                .toList());
    }
}
