package dev.rookery.pds.api.bsky;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.account.Preference;
import dev.rookery.pds.account.PreferenceStore;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `app.bsky.actor.putPreferences`: replaces what the caller's apps keep here, except what the caller may not see.
public final class PutPreferences implements Endpoint<Caller.Account, PutPreferences.Input, Nothing> {

    public record Input(List<DataMap> preferences) {}

    private static final Method<Caller.Account, Input, Nothing> METHOD = new Method<>(
            "app.bsky.actor.putPreferences", Access.ACCOUNT_OR_DEACTIVATED, RateLimit.NONE, Input.class, Nothing.class);

    private final PreferenceStore store;

    public PutPreferences(PreferenceStore store) {
        this.store = store;
    }

    @Override
    public Method<Caller.Account, Input, Nothing> method() {
        return METHOD;
    }

    @Override
    public Nothing handle(Caller.Account caller, Input in) {
        List<Preference> given =
                in.preferences().stream().map(PutPreferences::preference).toList();
        if (!given.stream().allMatch(each -> PreferenceRules.inNamespace(each.type()))) {
            throw XrpcException.invalidRequest(
                    "Some preferences are not in the " + PreferenceRules.NAMESPACE + " namespace");
        }
        String forbidden = given.stream()
                .map(Preference::type)
                .filter(type -> !PreferenceRules.allowed(type, caller.credential()))
                .collect(Collectors.joining(", "));
        if (!forbidden.isEmpty()) {
            throw XrpcException.invalidRequest("Do not have authorization to set preferences: " + forbidden);
        }
        store.change(
                caller.did(),
                old -> Stream.concat(
                                old.stream().filter(each -> !PreferenceRules.allowed(each.type(), caller.credential())),
                                given.stream().filter(each -> !each.type().equals(PreferenceRules.DECLARED_AGE)))
                        .toList());
        return Nothing.NOTHING;
    }

    private static Preference preference(DataMap value) {
        String type = value.text("$type");
        if (type == null) {
            throw XrpcException.invalidRequest("Preference is missing a $type");
        }
        return new Preference(type, DataJson.toString(value));
    }
}
