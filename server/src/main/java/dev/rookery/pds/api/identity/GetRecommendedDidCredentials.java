package dev.rookery.pds.api.identity;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.identity.PlcService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.identity.getRecommendedDidCredentials`: what the caller's DID has to say to live on this server.
public final class GetRecommendedDidCredentials
        implements Endpoint<Caller.Account, Nothing, GetRecommendedDidCredentials.Output> {

    public record Output(
            List<String> rotationKeys,
            @Nullable List<String> alsoKnownAs,
            DataMap verificationMethods,
            DataMap services) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "com.atproto.identity.getRecommendedDidCredentials",
            Access.ACCOUNT_IN_ANY_STATE,
            RateLimit.NONE,
            Nothing.class,
            Output.class);

    private final AccountService accounts;
    private final ServerIdentity server;

    public GetRecommendedDidCredentials(AccountService accounts, ServerIdentity server) {
        this.accounts = accounts;
        this.server = server;
    }

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        Account account =
                accounts.find(caller.did()).orElseThrow(() -> XrpcException.invalidRequest("Account not found"));
        PlcService pds = PlcService.pds(server.publicUrl());
        return new Output(
                server.rotationKeys(),
                account.takenDown() ? null : List.of("at://" + account.handle()),
                DataMap.of("atproto", new DataString(server.signingKey(account.did()))),
                DataMap.of(
                        PlcService.PDS_ID,
                        DataMap.of("type", new DataString(pds.type()), "endpoint", new DataString(pds.endpoint()))));
    }
}
