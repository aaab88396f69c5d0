package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.EncodedRecord;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Held;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.getRecord`: one record, to anyone, unless its account or the record itself is out of sight.
public final class GetRecord implements Endpoint<Caller.Anonymous, GetRecord.Input, GetRecord.Output> {
    /// With a `cid` the record is wanted only if it still is that one.
    public record Input(
            AtIdentifier repo,
            Nsid collection,
            RecordKey rkey,
            @Nullable Cid cid) {}

    public record Output(AtUri uri, Cid cid, EncodedRecord value) implements Held {
        @Override
        public long heldBytes() {
            return value.cbor().length;
        }
    }

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
                    "com.atproto.repo.getRecord", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class)
            .memory(Method.RECORD_BYTES_MAX);

    private final AccountService accounts;
    private final RepoReader repos;

    public GetRecord(AccountService accounts, RepoReader repos) {
        this.accounts = accounts;
        this.repos = repos;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        Account account = accounts.find(in.repo()).orElse(null);
        if (account == null || !account.status().active()) {
            throw XrpcException.invalidRequest("Could not locate record");
        }
        Did did = account.did();
        AtUri uri = AtUri.of(did, in.collection(), in.rkey());
        RecordRow row = repos.record(did, in.collection(), in.rkey().text());
        if (row == null || row.hidden() || (in.cid() != null && !in.cid().equals(row.cid()))) {
            throw XrpcException.named("RecordNotFound", "Could not locate record: " + uri);
        }
        return new Output(uri, row.cid(), new EncodedRecord(row.block()));
    }
}
