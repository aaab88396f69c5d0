package dev.rookery.pds.api.identity;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.api.PlcFailures;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcService;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/// `com.atproto.identity.submitPlcOperation`: passes a signed PLC operation on, unless it would part the caller's
/// DID from this server: then the account could be neither used nor mended here.
public final class SubmitPlcOperation implements Endpoint<Caller.Account, SubmitPlcOperation.Input, Nothing> {
    private static final System.Logger LOG = System.getLogger(SubmitPlcOperation.class.getName());

    public record Input(DataMap operation) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "com.atproto.identity.submitPlcOperation",
            Access.ACCOUNT_IN_ANY_STATE,
            RateLimit.NONE,
            Input.class,
            Nothing.class);

    private final AccountService accounts;
    private final ServerIdentity server;
    private final PlcClient plc;
    private final DidResolver dids;

    public SubmitPlcOperation(AccountService accounts, ServerIdentity server, PlcClient plc, DidResolver dids) {
        this.accounts = accounts;
        this.server = server;
        this.plc = plc;
        this.dids = dids;
    }

    @Override
    public Method<Caller.Account, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Input in) {
        if (!caller.did().method().equals("plc")) {
            throw XrpcException.invalidRequest("Not a did:plc: " + caller.did());
        }
        PlcUpdate operation = update(in.operation());
        Account account =
                accounts.find(caller.did()).orElseThrow(() -> XrpcException.invalidRequest("Account not found"));
        check(operation.content(), account);
        submit(account.did(), operation);
        accounts.announceIdentity(account.did());
        refresh(account.did());
        return Nothing.NOTHING;
    }

    private static PlcUpdate update(DataMap data) {
        try {
            if (PlcOperation.parse(data) instanceof PlcUpdate update) {
                return update;
            }
        } catch (IdentityException _) {
            // answered below, like an operation of another kind
        }
        throw XrpcException.invalidRequest("Invalid operation");
    }

    private void check(PlcData data, Account account) {
        PlcService ours = PlcService.pds(server.publicUrl());
        PlcService given = data.services().get(PlcService.PDS_ID);
        if (!data.rotationKeys().contains(server.rotationKey())) {
            throw XrpcException.invalidRequest("Rotation keys do not include server's rotation key");
        }
        if (given == null || !given.type().equals(ours.type())) {
            throw XrpcException.invalidRequest("Incorrect type on atproto_pds service");
        }
        if (!given.endpoint().equals(ours.endpoint())) {
            throw XrpcException.invalidRequest("Incorrect endpoint on atproto_pds service");
        }
        if (!data.signingKey().equals(Optional.of(server.signingKey(account.did())))) {
            throw XrpcException.invalidRequest("Incorrect signing key");
        }
        boolean named =
                !data.alsoKnownAs().isEmpty() && data.alsoKnownAs().getFirst().equals("at://" + account.handle());
        if (!account.takenDown() && !named) {
            throw XrpcException.invalidRequest("Incorrect handle in alsoKnownAs");
        }
    }

    private void submit(Did did, PlcUpdate operation) {
        try {
            plc.submit(did, operation);
        } catch (IdentityException e) {
            throw PlcFailures.answer("Could not update the DID", e);
        }
    }

    private void refresh(Did did) {
        try {
            dids.refresh(did);
        } catch (IdentityException e) {
            LOG.log(Level.WARNING, "cannot resolve " + did + " after its update", e);
        }
    }
}
