package dev.rookery.pds.api.sync;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.SignUpPlace;
import dev.rookery.pds.api.PageCursor;
import dev.rookery.pds.repo.RepoHead;
import dev.rookery.pds.repo.RepoStore;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.sync.listRepos`: every account that has a repository here, whatever its state, in the order of their
/// sign-ups.
///
/// The cursor is the place of the last account of a page in that order, `milliseconds::DID`: accounts that sign up
/// meanwhile come behind it, and none is left out.
public final class ListRepos implements Endpoint<Caller.Anonymous, ListRepos.Input, ListRepos.Output> {
    public record Input(int limit, @Nullable String cursor) {}

    public record Output(@Nullable String cursor, List<Repo> repos) {}

    /// A repository and where it stands.
    public record Repo(
            Did did,
            Cid head,
            Tid rev,
            boolean active,
            @Nullable String status) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
                    "com.atproto.sync.listRepos", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class)
            .memory(Method.PAGE_BYTES);

    private final AccountService accounts;
    private final RepoStore store;

    public ListRepos(AccountService accounts, RepoStore store) {
        this.accounts = accounts;
        this.store = store;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        List<Account> page = accounts.list(place(in.cursor()), in.limit());
        List<Repo> repos = new ArrayList<>(page.size());
        for (Account account : page) {
            RepoHead head = store.head(account.did()); // past the memory of repositories: a walk must not empty it
            if (head != null) {
                repos.add(new Repo(
                        account.did(),
                        head.commit(),
                        head.rev(),
                        account.status().active(),
                        account.status().whyInactive()));
            }
        }
        return new Output(page.isEmpty() ? null : cursor(page.getLast()), repos);
    }

    private static String cursor(Account last) {
        return new PageCursor(last.createdAt().toEpochMilli(), last.did().text()).toString();
    }

    private static @Nullable SignUpPlace place(@Nullable String cursor) {
        PageCursor end = PageCursor.parse(cursor);
        return end == null ? null : new SignUpPlace(Instant.ofEpochMilli(end.number()), end.text());
    }
}
