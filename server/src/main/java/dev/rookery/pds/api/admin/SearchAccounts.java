package dev.rookery.pds.api.admin;

import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.account.SignUpPlace;
import dev.rookery.pds.api.PageCursor;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.searchAccounts`: the account with an e-mail address, or all accounts in the order of their
/// sign-ups where none is given.
///
/// The cursor is the place of the last account of a page in that order, `milliseconds::DID`.
public final class SearchAccounts implements Endpoint<Caller, SearchAccounts.Input, SearchAccounts.Output> {
    public record Input(@Nullable String email, @Nullable String cursor, int limit) {}

    public record Output(@Nullable String cursor, List<AccountView> accounts) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.admin.searchAccounts", Access.MODERATOR, RateLimit.NONE, Input.class, Output.class);

    private final AccountService accounts;
    private final Invites invites;

    public SearchAccounts(AccountService accounts, Invites invites) {
        this.accounts = accounts;
        this.invites = invites;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        if (in.email() != null) {
            return new Output(
                    null, views(accounts.findByEmail(in.email()).stream().toList()));
        }
        List<Account> page = accounts.list(place(in.cursor()), in.limit());
        return new Output(page.isEmpty() ? null : cursor(page.getLast()), views(page));
    }

    private List<AccountView> views(List<Account> found) {
        return found.stream().map(account -> AccountView.of(account, invites)).toList();
    }

    private static String cursor(Account last) {
        return new PageCursor(last.createdAt().toEpochMilli(), last.did().text()).toString();
    }

    private static @Nullable SignUpPlace place(@Nullable String cursor) {
        PageCursor end = PageCursor.parse(cursor);
        return end == null ? null : new SignUpPlace(Instant.ofEpochMilli(end.number()), end.text());
    }
}
