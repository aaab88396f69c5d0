package dev.rookery.pds.api.bsky;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.pds.account.Preference;
import dev.rookery.pds.account.PreferenceStore;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Credential;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `app.bsky.actor.getPreferences`: what the caller's apps keep here, and how old they say they are where they gave a
/// date of birth.
public final class GetPreferences implements Endpoint<Caller.Account, Nothing, GetPreferences.Output> {

    public record Output(List<DataMap> preferences) {}

    private static final Method<Caller.Account, Nothing, Output> METHOD = new Method<>(
            "app.bsky.actor.getPreferences",
            Access.ACCOUNT_IN_ANY_STATE.also(Credential.TAKENDOWN),
            RateLimit.NONE,
            Nothing.class,
            Output.class);

    private static final int DATE_LENGTH = 10;

    private final PreferenceStore store;
    private final InstantSource time;

    public GetPreferences(PreferenceStore store, InstantSource time) {
        this.store = store;
        this.time = time;
    }

    @Override
    public Method<Caller.Account, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Account caller, Nothing in) {
        List<DataMap> shown = new ArrayList<>();
        Optional<DataMap> declaredAge = Optional.empty();
        for (Preference preference : store.of(caller.did())) {
            DataMap value = DataJson.parseMap(preference.json());
            if (preference.type().equals(PreferenceRules.PERSONAL_DETAILS)) {
                declaredAge = declaredAge.or(() -> declaredAge(value));
            }
            if (PreferenceRules.allowed(preference.type(), caller.credential())) {
                shown.add(value);
            }
        }
        declaredAge.ifPresent(shown::add);
        return new Output(shown);
    }

    private Optional<DataMap> declaredAge(DataMap details) {
        String birth = details.text("birthDate");
        if (birth == null || birth.length() < DATE_LENGTH) {
            return Optional.empty();
        }
        try {
            LocalDate today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
            int age = Period.between(LocalDate.parse(birth.substring(0, DATE_LENGTH)), today)
                    .getYears();
            return Optional.of(DataMap.builder()
                    .put("$type", PreferenceRules.DECLARED_AGE)
                    .put("isOverAge13", DataBoolean.of(age >= 13))
                    .put("isOverAge16", DataBoolean.of(age >= 16))
                    .put("isOverAge18", DataBoolean.of(age >= 18))
                    .build());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
