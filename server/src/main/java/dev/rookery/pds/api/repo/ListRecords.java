package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.AtIdentifier;
import dev.rookery.atproto.syntax.AtUri;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.RepoChange.RecordRow;
import dev.rookery.pds.repo.RepoReader;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.EncodedRecord;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.listRecords`: the records of a collection, to anyone, page by page, those of the highest keys
/// first.
public final class ListRecords implements Endpoint<Caller.Anonymous, ListRecords.Input, ListRecords.Output> {
    /// A page of at most `limit` records behind `cursor`, the key of the last one before; in `reverse`, upwards.
    public record Input(
            AtIdentifier repo,
            Nsid collection,
            int limit,
            @Nullable String cursor,
            @Nullable Boolean reverse) {}

    public record Output(@Nullable String cursor, List<Item> records) {}

    public record Item(AtUri uri, Cid cid, EncodedRecord value) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.repo.listRecords", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final RepoReader repos;

    public ListRecords(AccountService accounts, RepoReader repos) {
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
            throw XrpcException.invalidRequest("Could not find repo: " + in.repo());
        }
        Did did = account.did();
        boolean ascending = Boolean.TRUE.equals(in.reverse());
        List<RecordRow> rows = repos.list(did, in.collection(), in.cursor(), ascending, in.limit());
        return new Output(
                rows.isEmpty() ? null : key(rows.getLast()),
                rows.stream().map(row -> item(did, row)).toList());
    }

    private static Item item(Did did, RecordRow row) {
        return new Item(new AtUri("at://" + did + '/' + row.path()), row.cid(), new EncodedRecord(row.block()));
    }

    private static String key(RecordRow row) {
        return row.path().substring(row.path().indexOf('/') + 1);
    }
}
