package dev.rookery.pds.api.sync;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;

/// `com.atproto.sync.getRecord`: the proof that a record is in a repository, or that it is not, as a CAR.
public final class GetRecord implements Endpoint<Caller, GetRecord.Input, ResponseBody> {
    public record Input(Did did, Nsid collection, RecordKey rkey) {}

    private static final Method<Caller, Input, ResponseBody> METHOD = new Method<>(
                    "com.atproto.sync.getRecord",
                    Access.ACCOUNT_OR_ADMIN_OR_ANYONE,
                    RateLimit.NONE,
                    Input.class,
                    ResponseBody.class)
            .memory(2 * Method.RECORD_BYTES_MAX);

    private final RepoAvailability availability;
    private final RepoService repos;
    private final RepoReader reader;

    public GetRecord(RepoAvailability availability, RepoService repos, RepoReader reader) {
        this.availability = availability;
        this.repos = repos;
        this.reader = reader;
    }

    @Override
    public Method<Caller, Input, ResponseBody> method() {
        return METHOD;
    }

    @Override
    public ResponseBody handle(Caller caller, Input in) {
        availability.check(in.did(), caller);
        if (repos.head(in.did()) == null) {
            throw RepoAvailability.notFound(in.did());
        }
        String rkey = in.rkey().text();
        return new ResponseBody(GetRepo.CAR, out -> reader.proof(in.did(), in.collection(), rkey, out));
    }
}
