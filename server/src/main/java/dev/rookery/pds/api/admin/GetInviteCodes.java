package dev.rookery.pds.api.admin;

import dev.rookery.pds.account.Invite;
import dev.rookery.pds.account.InviteOrder;
import dev.rookery.pds.account.InvitePlace;
import dev.rookery.pds.account.Invites;
import dev.rookery.pds.api.InviteView;
import dev.rookery.pds.api.PageCursor;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.admin.getInviteCodes`: all invite codes, the newest or the most used first.
///
/// The cursor is the place of the last code of a page in the order: `milliseconds::code`, or `uses::code`.
public final class GetInviteCodes implements Endpoint<Caller, GetInviteCodes.Input, GetInviteCodes.Output> {
    public record Input(String sort, int limit, @Nullable String cursor) {}

    public record Output(@Nullable String cursor, List<InviteView> codes) {}

    private static final Method<Caller, Input, Output> METHOD = new Method<>(
            "com.atproto.admin.getInviteCodes", Access.MODERATOR, RateLimit.NONE, Input.class, Output.class);

    private final Invites invites;

    public GetInviteCodes(Invites invites) {
        this.invites = invites;
    }

    @Override
    public Method<Caller, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller caller, Input in) {
        InviteOrder order = switch (in.sort()) {
            case "recent" -> InviteOrder.RECENT;
            case "usage" -> InviteOrder.USAGE;
            default -> throw XrpcException.invalidRequest("unknown sort method: " + in.sort());
        };
        List<Invite> page = invites.page(order, place(in.cursor()), in.limit());
        return new Output(
                page.isEmpty() ? null : cursor(InvitePlace.of(page.getLast(), order)),
                page.stream().map(InviteView::of).toList());
    }

    private static String cursor(InvitePlace place) {
        return new PageCursor(place.primary(), place.code()).toString();
    }

    private static @Nullable InvitePlace place(@Nullable String cursor) {
        PageCursor end = PageCursor.parse(cursor);
        return end == null ? null : new InvitePlace(end.number(), end.text());
    }
}
