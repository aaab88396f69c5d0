package dev.rookery.pds.account;

/// A place in an [InviteOrder]: what the order counts, and the code, which tells apart those that are equal in it.
public record InvitePlace(long primary, String code) {
    /// Where an invite stands.
    public static InvitePlace of(Invite invite, InviteOrder order) {
        long primary = switch (order) {
            case RECENT -> invite.code().createdAt().toEpochMilli();
            case USAGE -> invite.uses().size();
        };
        return new InvitePlace(primary, invite.code().code());
    }
}
