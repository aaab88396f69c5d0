package dev.rookery.pds.api.admin;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.updateSubjectStatus`: takes an account, a record or a blob down, or lifts that; deactivates or
/// activates an account.
public final class UpdateSubjectStatus
        implements Endpoint<Caller, UpdateSubjectStatus.Input, UpdateSubjectStatus.Output> {

    public record Input(
            DataMap subject,
            @Nullable StatusAttr takedown,
            @Nullable StatusAttr deactivated) {}

    public record Output(DataMap subject, @Nullable StatusAttr takedown) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.admin.updateSubjectStatus", Access.MODERATOR, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final RepoService repos;
    private final BlobService blobs;
    private final InstantSource time;

    public UpdateSubjectStatus(AccountService accounts, RepoService repos, BlobService blobs, InstantSource time) {
        this.accounts = accounts;
        this.repos = repos;
        this.blobs = blobs;
        this.time = time;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        StatusAttr takedown = in.takedown();
        StatusAttr deactivated = in.deactivated();
        if (takedown != null && takedown.applied() && deactivated != null && !deactivated.applied()) {
            throw XrpcException.invalidRequest("Cannot activate and takedown an account at the same time");
        }
        Subject subject = Subject.parse(in.subject());
        if (takedown != null) {
            takeDown(subject, takedown.stored(time.instant()));
        }
        if (subject instanceof Subject.OfAccount(Did did)) {
            if (deactivated != null) {
                found(
                        did,
                        deactivated.applied() ? accounts.deactivate(did, null).isPresent() : activate(did));
            } else if (takedown == null) {
                found(did, accounts.announceStatus(did));
            }
        }
        return new Output(in.subject(), takedown);
    }

    private boolean activate(Did did) {
        return accounts.activate(did).isPresent();
    }

    private void takeDown(Subject subject, @Nullable String ref) {
        switch (subject) {
            case Subject.OfAccount(Did did) ->
                found(did, accounts.takeDown(did, ref).isPresent());
            case Subject.OfRecord(AtUri uri) -> takeDown(uri, ref);
            case Subject.OfBlob(Did did, var cid) -> {
                if (!blobs.takeDown(did, cid, ref)) {
                    throw XrpcException.named("NotFound", "Subject not found");
                }
            }
        }
    }

    private void takeDown(AtUri uri, @Nullable String ref) {
        if (!(uri.authority() instanceof Did did) || uri.collection() == null || uri.recordKey() == null) {
            throw XrpcException.invalidRequest("Expected the at:// address of a record with a DID");
        }
        if (!repos.takeDown(did, uri.collection(), uri.recordKey(), ref)) {
            throw XrpcException.named("NotFound", "Subject not found");
        }
    }

    private static void found(Did did, boolean found) {
        if (!found) {
            throw XrpcException.named("NotFound", "Account not found, or not in a state to be changed: " + did);
        }
    }
}
