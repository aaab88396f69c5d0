package dev.rookery.pds.api;

import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Invite;
import dev.rookery.pds.account.InviteCode;
import java.util.List;

/// `com.atproto.server.defs#inviteCode`: an invite code and who used it.
public record InviteView(
        String code,
        int available,
        boolean disabled,
        String forAccount,
        String createdBy,
        Datetime createdAt,
        List<Use> uses) {

    /// `com.atproto.server.defs#inviteCodeUse`.
    public record Use(Did usedBy, Datetime usedAt) {}

    public static InviteView of(Invite invite) {
        InviteCode code = invite.code();
        return new InviteView(
                code.code(),
                code.availableUses(),
                code.disabled(),
                code.forAccount(),
                code.createdBy(),
                Datetime.of(code.createdAt()),
                invite.uses().stream()
                        .map(use -> new Use(use.usedBy(), Datetime.of(use.usedAt())))
                        .toList());
    }
}
