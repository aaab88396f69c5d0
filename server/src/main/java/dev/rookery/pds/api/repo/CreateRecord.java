package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.lexicon.RecordDefinition;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.PreparedRecord;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.Write;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.createRecord`: adds a record to the caller's repository.
///
/// A second follow, block, like or repost of one subject takes the place of the first, unless the caller asks not to
/// have the record validated.
public final class CreateRecord implements Endpoint<Caller.Account, CreateRecord.Input, CreateRecord.Output> {
    public record Input(
            AtIdentifier repo,
            Nsid collection,
            @Nullable RecordKey rkey,
            @Nullable Boolean validate,
            DataMap record,
            @Nullable Cid swapCommit) {}

    public record Output(
            AtUri uri,
            Cid cid,
            @Nullable CommitMeta commit,
            @Nullable String validationStatus) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.repo.createRecord",
            Access.ACCOUNT,
            RateLimit.repoWrites(3),
            Input.class,
            Output.class,
            Method.WRITE_BYTES_MAX);

    private final WriteForm form;
    private final RepoService repos;

    public CreateRecord(WriteForm form, RepoService repos) {
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
        RecordKey key = form.key(in.collection(), in.rkey());
        PreparedRecord record = form.record(in.collection(), key, in.record(), in.validate(), RecordDefinition.PATH);
        boolean replacing = !Boolean.FALSE.equals(in.validate());
        var write = new Write.Create(in.collection(), key, record, replacing);
        CommitMeta commit = CommitMeta.of(repos.apply(did, List.of(write), in.swapCommit()));
        return new Output(
                AtUri.of(did, in.collection(), key), record.cid(), commit, WriteForm.validationStatus(record));
    }
}
