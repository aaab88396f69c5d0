package dev.rookery.pds.api.sync;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.sync.listReposByCollection`: the active accounts that have a record of a collection, in order of DID.
///
/// Accounts that are not active are passed over, so a page may be short; only one without a cursor is the last.
public final class ListReposByCollection
        implements Endpoint<Caller.Anonymous, ListReposByCollection.Input, ListReposByCollection.Output> {
    /// A page of at most `limit` accounts behind `cursor`, the DID of the last one before.
    public record Input(
            Nsid collection, int limit, @Nullable String cursor) {}

    public record Output(@Nullable String cursor, List<Repo> repos) {}

    /// An account.
    public record Repo(Did did) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
                    "com.atproto.sync.listReposByCollection", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class)
            .memory(Method.PAGE_BYTES);

    private final AccountService accounts;
    private final RepoStore store;

    public ListReposByCollection(AccountService accounts, RepoStore store) {
        this.accounts = accounts;
        this.store = store;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        List<Did> page = store.reposWith(in.collection(), after(in.cursor()), in.limit());
        List<Repo> repos = page.stream().filter(this::isActive).map(Repo::new).toList();
        return new Output(page.size() < in.limit() ? null : page.getLast().text(), repos);
    }

    private boolean isActive(Did did) {
        return accounts.find(did).filter(account -> account.status().active()).isPresent();
    }

    private static @Nullable Did after(@Nullable String cursor) {
        if (cursor != null && !Did.isValid(cursor)) {
            throw XrpcException.invalidRequest("Invalid cursor: " + cursor);
        }
        return cursor == null ? null : new Did(cursor);
    }
}
