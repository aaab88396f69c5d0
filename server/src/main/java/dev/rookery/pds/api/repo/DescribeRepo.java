package dev.rookery.pds.api.repo;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.api.RepoAvailability;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import java.util.Optional;

/// `com.atproto.repo.describeRepo`: whose a repository is, and what is in it.
public final class DescribeRepo implements Endpoint<Caller.Anonymous, DescribeRepo.Input, DescribeRepo.Output> {
    /// The most collections that are named: to find each costs a look into the repository.
    private static final int COLLECTIONS_MAX = 1_000;

    public record Input(AtIdentifier repo) {}

    /// `handleIsCorrect` says whether the DID document claims the handle.
    public record Output(Handle handle, Did did, DataMap didDoc, List<Nsid> collections, boolean handleIsCorrect) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.repo.describeRepo", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final RepoAvailability availability;
    private final RepoReader repos;
    private final DidResolver dids;

    public DescribeRepo(RepoAvailability availability, RepoReader repos, DidResolver dids) {
        this.availability = availability;
        this.repos = repos;
        this.dids = dids;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        Account account = availability.check(in.repo(), caller);
        DidDocument document = document(account.did());
        return new Output(
                account.handle(),
                account.did(),
                document.source(),
                repos.collections(account.did(), COLLECTIONS_MAX),
                document.handle().equals(Optional.of(account.handle())));
    }

    private DidDocument document(Did did) {
        try {
            return dids.resolve(did)
                    .orElseThrow(() -> XrpcException.invalidRequest("Could not resolve DID: there is no " + did));
        } catch (IdentityException e) {
            throw XrpcException.invalidRequest("Could not resolve DID: " + e.getMessage());
        }
    }
}
