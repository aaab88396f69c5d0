package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.repo.Write;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.applyWrites`: makes several writes to the caller's repository as one commit, all or none.
///
/// No two of them may be to one record. Unlike `createRecord`, a second record of one subject may stand beside the
/// first.
public final class ApplyWrites implements Endpoint<Caller.Account, ApplyWrites.Input, ApplyWrites.Output> {
    public record Input(
            AtIdentifier repo,
            @Nullable Boolean validate,
            List<Operation> writes,
            @Nullable Cid swapCommit) implements RateLimit.Weighted {
        @Override
        public int rateLimitPoints() {
            return writes.stream().mapToInt(Operation::points).sum();
        }
    }

    /// One write, and the points that it takes from the rate limit.
    public sealed interface Operation {
        int points();
    }

    public record Create(Nsid collection, @Nullable RecordKey rkey, DataMap value) implements Operation {
        @Override
        public int points() {
            return 3;
        }
    }

    public record Update(Nsid collection, RecordKey rkey, DataMap value) implements Operation {
        @Override
        public int points() {
            return 2;
        }
    }

    public record Delete(Nsid collection, RecordKey rkey) implements Operation {
        @Override
        public int points() {
            return 1;
        }
    }

    /// The results are in the order of the writes.
    public record Output(@Nullable CommitMeta commit, List<Result> results) {}

    public sealed interface Result {}

    public record CreateResult(AtUri uri, Cid cid, @Nullable String validationStatus) implements Result {}

    public record UpdateResult(AtUri uri, Cid cid, @Nullable String validationStatus) implements Result {}

    public record DeleteResult() implements Result {}

    private static final Method<Caller.Account, Input, Output> METHOD = new Method<>(
            "com.atproto.repo.applyWrites",
            Access.ACCOUNT,
            RateLimit.repoWrites(1),
            Input.class,
            Output.class,
            Method.WRITE_BYTES_MAX);

    private final WriteForm form;
    private final RepoService repos;

    public ApplyWrites(WriteForm form, RepoService repos) {
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
        if (in.writes().size() > RepoService.WRITES_MAX) {
            throw XrpcException.invalidRequest("Too many writes. Max: " + RepoService.WRITES_MAX);
        }
        List<Write> writes = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        for (Operation operation : in.writes()) {
            Prepared prepared = prepare(did, operation, in.validate(), "$.writes[" + writes.size() + "].record");
            writes.add(prepared.write());
            results.add(prepared.result());
        }
        return new Output(CommitMeta.of(repos.apply(did, writes, in.swapCommit())), results);
    }

    /// A write, and what is answered once it is made.
    private record Prepared(Write write, Result result) {}

    private Prepared prepare(Did did, Operation operation, @Nullable Boolean validate, String path) {
        return switch (operation) {
            case Create(Nsid collection, @Nullable RecordKey given, DataMap value) -> {
                var key = form.key(collection, given);
                var record = form.record(collection, key, value, validate, path);
                yield new Prepared(
                        new Write.Create(collection, key, record, false),
                        new CreateResult(
                                AtUri.of(did, collection, key), record.cid(), WriteForm.validationStatus(record)));
            }
            case Update(Nsid collection, RecordKey given, DataMap value) -> {
                var key = form.key(collection, given);
                var record = form.record(collection, key, value, validate, path);
                yield new Prepared(
                        new Write.Update(collection, key, record),
                        new UpdateResult(
                                AtUri.of(did, collection, key), record.cid(), WriteForm.validationStatus(record)));
            }
            case Delete(Nsid collection, RecordKey key) ->
                new Prepared(new Write.Delete(collection, key, null, true), new DeleteResult());
        };
    }
}
