package dev.rookery.pds.api.sync;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;

/// `com.atproto.sync.getCheckout`: a whole repository as a CAR. Deprecated; `getRepo` took its place.
public final class GetCheckout implements Endpoint<Caller, GetCheckout.Input, ResponseBody> {
    public record Input(Did did) {}

    private static final Method<Caller, Input, ResponseBody> METHOD = new Method<>(
                    "com.atproto.sync.getCheckout",
                    Access.ACCOUNT_OR_ADMIN_OR_ANYONE,
                    RateLimit.NONE,
                    Input.class,
                    ResponseBody.class)
            .memory(RepoReader.EXPORT_BYTES);

    private final GetRepo successor;

    public GetCheckout(GetRepo successor) {
        this.successor = successor;
    }

    @Override
    public Method<Caller, Input, ResponseBody> method() {
        return METHOD;
    }

    @Override
    public ResponseBody handle(Caller caller, Input in) {
        return successor.handle(caller, new GetRepo.Input(in.did(), null));
    }
}
