package dev.rookery.pds.api.identity;

import dev.rookery.pds.api.Codes;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;

/// `com.atproto.identity.requestPlcOperationSignature`: mails the code that `signPlcOperation` asks for.
public final class RequestPlcOperationSignature implements Endpoint<Caller.Account, Nothing, Nothing> {

    private static final Method<Caller.Account, Nothing, Nothing> METHOD = new Method<>(
            "com.atproto.identity.requestPlcOperationSignature",
            Access.ACCOUNT_IN_ANY_STATE.fullOnly().also(Credential.TAKENDOWN),
            RateLimit.NONE,
            Nothing.class,
            Nothing.class);

    private final Codes codes;

    public RequestPlcOperationSignature(Codes codes) {
        this.codes = codes;
    }

    @Override
    public Method<Caller.Account, Nothing, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Nothing in) {
        codes.mail(caller.did(), CodePurpose.PLC_OPERATION);
        return Nothing.NOTHING;
    }
}
