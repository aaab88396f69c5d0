package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.Swap;
import dev.rookery.pds.repo.Write;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.deleteRecord`: sees to it that there is no record at a key of the caller's repository.
///
/// Deleting what is not there makes no commit.
public final class DeleteRecord implements Endpoint<Caller.Account, DeleteRecord.Input, DeleteRecord.Output> {
    public record Input(
            AtIdentifier repo,
            Nsid collection,
            RecordKey rkey,
            @Nullable Cid swapRecord,
            @Nullable Cid swapCommit) {}

    public record Output(@Nullable CommitMeta commit) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.repo.deleteRecord", Access.ACCOUNT, RateLimit.repoWrites(1), Input.class, Output.class);

    private final WriteForm form;
    private final RepoService repos;

    public DeleteRecord(WriteForm form, RepoService repos) {
        this.form = form;
        this.repos = repos;
    }

    @Override
    public Method<Caller.Account, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Input in) {
        Did did = form.ownRepo(caller, in.repo());
        Swap swap = in.swapRecord() == null ? null : new Swap(in.swapRecord());
        var write = new Write.Delete(in.collection(), in.rkey(), swap, false);
        return new Output(CommitMeta.of(repos.apply(did, List.of(write), in.swapCommit())));
    }
}
