package dev.rookery.pds;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.api.admin.DisableAccountInvites;
import dev.rookery.pds.api.admin.DisableInviteCodes;
import dev.rookery.pds.api.admin.EnableAccountInvites;
import dev.rookery.pds.api.admin.GetAccountInfo;
import dev.rookery.pds.api.admin.GetAccountInfos;
import dev.rookery.pds.api.admin.GetInviteCodes;
import dev.rookery.pds.api.admin.SearchAccounts;
import dev.rookery.pds.api.admin.UpdateAccountEmail;
import dev.rookery.pds.api.admin.UpdateAccountPassword;
import dev.rookery.pds.api.server.CreateInviteCode;
import dev.rookery.pds.api.server.CreateInviteCodes;
import dev.rookery.pds.api.server.GetAccountInviteCodes;
import dev.rookery.pds.api.temp.RevokeAccountCredentials;
import dev.rookery.pds.config.Config;
import dev.rookery.pds.xrpc.Endpoint;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parts with which the operator runs the place: who may invite whom, and the methods about other people's
/// accounts.
final class OperatorParts {
    private final AccountService accounts;
    private final Invites invites;

    OperatorParts(Config config, InstantSource time, SecureRandom random, AccountStore store, AccountService accounts) {
        this.accounts = accounts;
        this.invites =
                new Invites(store.invites(), config.service().hostname(), earning(config.invites()), random, time);
    }

    private static Invites.@Nullable Earning earning(Config.Invites invites) {
        return switch (invites) {
            case Config.Invites.Open _ -> null;
            case Config.Invites.Required required ->
                required.interval() == null ? null : new Invites.Earning(required.interval(), required.epoch());
        };
    }

    /// The methods about invite codes, and those of `com.atproto.admin` about accounts.
    List<Endpoint<?, ?, ?>> endpoints() {
        return List.of(
                new CreateInviteCode(invites),
                new CreateInviteCodes(invites),
                new GetAccountInviteCodes(accounts, invites),
                new GetInviteCodes(invites),
                new GetAccountInfo(accounts, invites),
                new GetAccountInfos(accounts, invites),
                new SearchAccounts(accounts, invites),
                new UpdateAccountEmail(accounts),
                new UpdateAccountPassword(accounts),
                new RevokeAccountCredentials(accounts),
                new DisableInviteCodes(invites),
                new DisableAccountInvites(accounts),
                new EnableAccountInvites(accounts));
    }
}
