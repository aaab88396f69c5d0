package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.InviteCode;
import dev.rookery.pds.account.InviteStore;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.createInviteCodes`: makes as many invite codes for each of some accounts, or for the operator.
public final class CreateInviteCodes
        implements Endpoint<Caller.Admin, CreateInviteCodes.Input, CreateInviteCodes.Output> {
    /// The most codes of one request.
    private static final int CODES_MAX = 10_000;

    public record Input(
            int codeCount, int useCount, @Nullable List<Did> forAccounts) {}

    public record Output(List<AccountCodes> codes) {}

    /// The codes of one account. `account` is a DID, or `admin`.
    public record AccountCodes(String account, List<String> codes) {}

    private static final Method<Caller.Admin, Input, Output> METHOD = new Method<>(
            "com.atproto.server.createInviteCodes", Access.ADMIN, RateLimit.NONE, Input.class, Output.class);

    private final Invites invites;

    public CreateInviteCodes(Invites invites) {
        this.invites = invites;
    }

    @Override
    public Method<Caller.Admin, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Admin caller, Input in) {
        List<String> accounts = in.forAccounts() == null
                ? List.of(InviteStore.OPERATOR)
                : in.forAccounts().stream().map(Did::text).toList();
        int count = Math.max(0, in.codeCount());
        if ((long) count * accounts.size() > CODES_MAX) {
            throw XrpcException.invalidRequest("Too many invite codes in one request. Max: " + CODES_MAX);
        }
        List<String> codes = invites.give(accounts, count, in.useCount()).stream()
                .map(InviteCode::code)
                .toList();
        return new Output(IntStream.range(0, accounts.size())
                .mapToObj(i -> new AccountCodes(accounts.get(i), codes.subList(i * count, (i + 1) * count)))
                .toList());
    }
}
