package dev.rookery.pds.api.repo;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataJson;
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
import dev.rookery.pds.xrpc.Held;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.repo.listRecords`: the records of a collection, to anyone, page by page, those of the highest keys
/// first. A page ends early where its records are large; the cursor goes on.
public final class ListRecords implements Endpoint<Caller.Anonymous, ListRecords.Input, ListRecords.Output> {
    /// About the most bytes in a page, in JSON, but for its first record.
    private static final long PAGE_BYTES_MAX = 2_000_000;

    /// A page of at most `limit` records behind `cursor`, the key of the last one before; in `reverse`, upwards.
    public record Input(
            AtIdentifier repo,
            Nsid collection,
            int limit,
            @Nullable String cursor,
            @Nullable Boolean reverse) {}

    public record Output(@Nullable String cursor, List<Item> records) implements Held {
        @Override
        public long heldBytes() {
            return records.stream()
                    .mapToLong(item -> item.value().cbor().length)
                    .sum();
        }
    }

    public record Item(AtUri uri, Cid cid, EncodedRecord value) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
                    "com.atproto.repo.listRecords", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class)
            .memory(PAGE_BYTES_MAX + 2 * Method.RECORD_BYTES_MAX);

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
        List<RecordRow> rows =
                page(repos.list(did, in.collection(), in.cursor(), ascending, in.limit(), PAGE_BYTES_MAX));
        return new Output(
                rows.isEmpty() ? null : key(rows.getLast()),
                rows.stream().map(row -> item(did, row)).toList());
    }

    /// As many rows as fit a page: some records are six times as long in JSON.
    private static List<RecordRow> page(List<RecordRow> rows) {
        long bytes = 0;
        int count = 0;
        while (count < rows.size() && bytes < PAGE_BYTES_MAX) {
            bytes += DataJson.lengthMax(rows.get(count).block());
            count++;
        }
        boolean over = bytes > PAGE_BYTES_MAX && count > 1;
        return rows.subList(0, over ? count - 1 : count);
    }

    private static Item item(Did did, RecordRow row) {
        return new Item(new AtUri("at://" + did + '/' + row.path()), row.cid(), new EncodedRecord(row.block()));
    }

    private static String key(RecordRow row) {
        return row.path().substring(row.path().indexOf('/') + 1);
    }
}
