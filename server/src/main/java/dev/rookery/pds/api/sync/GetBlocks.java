package dev.rookery.pds.api.sync;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// `com.atproto.sync.getBlocks`: the commit, nodes and records of a repository that are named by CID, as a CAR without
/// a root.
///
/// An index tells which of them are there before anything is answered; then they go out one after the other.
public final class GetBlocks implements Endpoint<Caller, GetBlocks.Input, ResponseBody> {
    public record Input(Did did, List<Cid> cids) {}

    private static final Method<Caller, Input, ResponseBody> METHOD = new Method<>(
                    "com.atproto.sync.getBlocks",
                    Access.ACCOUNT_OR_ADMIN_OR_ANYONE,
                    RateLimit.NONE,
                    Input.class,
                    ResponseBody.class)
            .memory(2 * Method.RECORD_BYTES_MAX);

    private final RepoAvailability availability;
    private final RepoReader reader;

    public GetBlocks(RepoAvailability availability, RepoReader reader) {
        this.availability = availability;
        this.reader = reader;
    }

    @Override
    public Method<Caller, Input, ResponseBody> method() {
        return METHOD;
    }

    @Override
    public ResponseBody handle(Caller caller, Input in) {
        availability.check(in.did(), caller);
        Set<Cid> wanted = new LinkedHashSet<>(in.cids());
        List<Cid> missing = reader.missing(in.did(), wanted);
        if (!missing.isEmpty()) {
            throw XrpcException.named(
                    "BlockNotFound",
                    "Could not find cids: "
                            + String.join(
                                    ",", missing.stream().map(Cid::toString).toList()));
        }
        return new ResponseBody(GetRepo.CAR, out -> reader.blocks(in.did(), wanted, out));
    }
}
