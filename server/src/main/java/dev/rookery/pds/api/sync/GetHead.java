package dev.rookery.pds.api.sync;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;

/// `com.atproto.sync.getHead`: the CID of the newest commit. Deprecated; `getLatestCommit` took its place.
public final class GetHead implements Endpoint<Caller, GetHead.Input, GetHead.Output> {
    public record Input(Did did) {}

    public record Output(Cid root) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.sync.getHead", Access.ACCOUNT_OR_ADMIN_OR_ANYONE, RateLimit.NONE, Input.class, Output.class);

    private final RepoAvailability availability;
    private final RepoService repos;

    public GetHead(RepoAvailability availability, RepoService repos) {
        this.availability = availability;
        this.repos = repos;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        availability.check(in.did(), caller);
        RepoHead head = repos.head(in.did());
        if (head == null) {
            throw XrpcException.named("HeadNotFound", "Could not find root for DID: " + in.did());
        }
        return new Output(head.commit());
    }
}
