package dev.rookery.pds.api.identity;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.identity.HandleResolver;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.Optional;

/// `com.atproto.identity.resolveHandle`: the DID that a handle leads to, here or anywhere.
public final class ResolveHandle implements Endpoint<Caller.Anonymous, ResolveHandle.Input, ResolveHandle.Output> {

    public record Input(Handle handle) {}

    public record Output(Did did) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
            "com.atproto.identity.resolveHandle", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final HandleRules rules;
    private final HandleResolver resolver;

    public ResolveHandle(AccountService accounts, HandleRules rules, HandleResolver resolver) {
        this.accounts = accounts;
        this.rules = rules;
        this.resolver = resolver;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        Optional<Did> ours =
                accounts.find(in.handle()).filter(a -> a.status().active()).map(Account::did);
        if (ours.isPresent()) {
            return new Output(ours.get());
        }
        if (rules.isOurs(in.handle())) {
            throw XrpcException.named("HandleNotFound", "Unable to resolve handle");
        }
        return new Output(resolver.resolve(in.handle())
                .orElseThrow(() -> XrpcException.invalidRequest("Unable to resolve handle")));
    }
}
