package dev.rookery.pds.api.temp;

import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.temp.addReservedHandle`: keeps a handle from being chosen. Who has it already stays its owner, and the
/// operator can still give it out.
public final class AddReservedHandle
        implements Endpoint<Caller.Admin, AddReservedHandle.Input, AddReservedHandle.Output> {

    public record Input(String handle) {}

    public record Output() {}

    private static final Method<Caller.Admin, Input, Output> METHOD =
            new Method<>("com.atproto.temp.addReservedHandle", Access.ADMIN, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final HandleRules rules;

    public AddReservedHandle(AccountService accounts, HandleRules rules) {
        this.accounts = accounts;
        this.rules = rules;
    }

    @Override
    public Method<Caller.Admin, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Admin caller, Input in) {
        if (!Handle.isValid(in.handle())) {
            throw XrpcException.named("InvalidHandle", "This is no handle: " + in.handle());
        }
        Handle handle = new Handle(in.handle());
        if (!rules.underServiceDomain(handle)) {
            throw XrpcException.invalidRequest("Not a supported handle domain");
        }
        accounts.reserveHandle(handle);
        return new Output();
    }
}
