package dev.rookery.pds.account;

import java.util.List;

/// An invite code and what became of it: who signed up with it, the last one first.
public record Invite(InviteCode code, List<InviteUse> uses) {
    public Invite {
        uses = List.copyOf(uses);
    }

    public boolean usedUp() {
        return uses.size() >= code.availableUses();
    }
}
