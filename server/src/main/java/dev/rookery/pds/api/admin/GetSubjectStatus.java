package dev.rookery.pds.api.admin;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.BlobService;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.getSubjectStatus`: whether an account, a record or a blob is taken down.
public final class GetSubjectStatus implements Endpoint<Caller, GetSubjectStatus.Input, GetSubjectStatus.Output> {

    public record Input(
            @Nullable Did did,
            @Nullable AtUri uri,
            @Nullable Cid blob) {}

    public record Output(
            DataMap subject,
            @Nullable StatusAttr takedown,
            @Nullable StatusAttr deactivated) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.admin.getSubjectStatus", Access.MODERATOR, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final RepoReader repos;
    private final BlobService blobs;

    public GetSubjectStatus(AccountService accounts, RepoReader repos, BlobService blobs) {
        this.accounts = accounts;
        this.repos = repos;
        this.blobs = blobs;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        return status(in).orElseThrow(() -> XrpcException.named("NotFound", "Subject not found"));
    }

    private Optional<Output> status(Input in) {
        if (in.blob() != null) {
            if (in.did() == null) {
                throw XrpcException.invalidRequest("Must provide a did to request blob state");
            }
            return blob(in.did(), in.blob());
        }
        if (in.uri() != null) {
            return record(in.uri());
        }
        if (in.did() != null) {
            return account(in.did());
        }
        throw XrpcException.invalidRequest("No provided subject");
    }

    private Optional<Output> blob(Did did, Cid cid) {
        return Optional.ofNullable(blobs.info(did, cid))
                .map(row -> new Output(Subject.blob(did, cid), StatusAttr.ofRef(row.takedown()), null));
    }

    private Optional<Output> record(AtUri uri) {
        if (!(uri.authority() instanceof Did did) || uri.collection() == null || uri.recordKey() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                        repos.record(did, uri.collection(), uri.recordKey().text()))
                .map(row -> new Output(
                        Subject.record(uri, row.cid()),
                        StatusAttr.ofRef(row.hidden() ? repos.takedown(did, row.path()) : null),
                        null));
    }

    private Optional<Output> account(Did did) {
        return accounts.find(did)
                .map(account -> new Output(
                        Subject.account(did),
                        StatusAttr.ofRef(account.takedownRef()),
                        new StatusAttr(account.deactivated(), null)));
    }
}
