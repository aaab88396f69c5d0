package dev.rookery.pds.api.sync;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.ResponseBody;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `com.atproto.sync.getRepo`: a repository as a CAR, whole or what is new in it, in the order of a walk through its
/// tree.
///
/// What goes out is one commit's state, however long that takes and whatever is written meanwhile.
public final class GetRepo implements Endpoint<Caller, GetRepo.Input, ResponseBody> {
    static final String CAR = "application/vnd.ipld.car";

    private static final int PER_FIVE_MINUTES = 6_000;

    /// Whoever has the repository as it was at `since` gets only what was added after that.
    public record Input(Did did, @Nullable Tid since) {}

    private static final Method<Caller, Input, ResponseBody> METHOD = new Method<>(
                    "com.atproto.sync.getRepo",
                    Access.ACCOUNT_OR_ADMIN_OR_ANYONE.also(Credential.TAKENDOWN),
                    RateLimit.perAddress(PER_FIVE_MINUTES, Duration.ofMinutes(5)),
                    Input.class,
                    ResponseBody.class)
            .memory(RepoReader.EXPORT_BYTES);

    private final RepoAvailability availability;
    private final RepoService repos;
    private final RepoReader reader;

    public GetRepo(RepoAvailability availability, RepoService repos, RepoReader reader) {
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
        Did did = in.did();
        availability.check(did, caller);
        if (repos.head(did) == null) {
            throw RepoAvailability.notFound(did);
        }
        Tid since = in.since();
        return new ResponseBody(
                CAR, since == null ? out -> reader.export(did, out) : out -> reader.exportSince(did, since, out));
    }
}
