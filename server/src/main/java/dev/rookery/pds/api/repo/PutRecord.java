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
import dev.rookery.pds.repo.Swap;
import dev.rookery.pds.repo.Write;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Given;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.putRecord`: writes a record of the caller's repository, whether or not there is one at its key.
///
/// Putting what is there already makes no commit.
public final class PutRecord implements Endpoint<Caller.Account, PutRecord.Input, PutRecord.Output> {
    /// With a `swapRecord` of null there must be no record yet.
    public record Input(
            AtIdentifier repo,
            Nsid collection,
            RecordKey rkey,
            @Nullable Boolean validate,
            DataMap record,
            @Nullable Given<Cid> swapRecord,
            @Nullable Cid swapCommit) {}

    public record Output(
            AtUri uri,
            Cid cid,
            @Nullable CommitMeta commit,
            @Nullable String validationStatus) {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.repo.putRecord",
            Access.ACCOUNT,
            RateLimit.repoWrites(2),
            Input.class,
            Output.class,
            Method.WRITE_BYTES_MAX);

    private final WriteForm form;
    private final ProfilePictures pictures;
    private final RepoService repos;

    public PutRecord(WriteForm form, ProfilePictures pictures, RepoService repos) {
        this.form = form;
        this.pictures = pictures;
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
        DataMap given = pictures.upToDate(did, in.collection(), in.record());
        PreparedRecord record = form.record(in.collection(), key, given, in.validate(), RecordDefinition.PATH);
        Swap swap = in.swapRecord() == null ? null : new Swap(in.swapRecord().value());
        var write = new Write.Put(in.collection(), key, record, swap);
        CommitMeta commit = CommitMeta.of(repos.apply(did, List.of(write), in.swapCommit()));
        return new Output(
                AtUri.of(did, in.collection(), key), record.cid(), commit, WriteForm.validationStatus(record));
    }
}
