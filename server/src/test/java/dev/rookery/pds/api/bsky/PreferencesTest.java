package dev.rookery.pds.api.bsky;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What apps keep on the server for their users.
class PreferencesTest {
    private static final String FEED =
            "{\"$type\":\"app.bsky.actor.defs#feedViewPref\",\"feed\":\"home\",\"more\":[1]}";
    private static final String ADULT = "{\"$type\":\"app.bsky.actor.defs#adultContentPref\",\"enabled\":true}";
    private static final String BIRTH =
            "{\"$type\":\"app.bsky.actor.defs#personalDetailsPref\",\"birthDate\":\"2001-02-03T00:00:00.000Z\"}";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static Answer put(XrpcClient client, String... preferences) {
        return client.post(
                "app.bsky.actor.putPreferences", "{\"preferences\":[" + String.join(",", preferences) + "]}");
    }

    private static String get(XrpcClient client) {
        return client.get("app.bsky.actor.getPreferences").expect(200).bodyText();
    }

    private static XrpcClient withAppPassword(TestPds.User user, boolean privileged) {
        String password = user.client()
                .post(
                        "com.atproto.server.createAppPassword",
                        "{\"name\": \"%1$s\", \"privileged\": %1$s}".formatted(privileged))
                .expect(200)
                .text("password");
        String login = "{\"identifier\": \"%s\", \"password\": \"%s\"}".formatted(user.handle(), password);
        return pds.client()
                .withBearer(pds.client()
                        .post("com.atproto.server.createSession", login)
                        .expect(200)
                        .text("accessJwt"));
    }

    @Test
    void preferences_areKeptAsTheyAre_andReplacedWhole() {
        var user = pds.user("chooser.test");
        assertThat(get(user.client())).isEqualTo("{\"preferences\":[]}");

        put(user.client(), FEED, ADULT).expect(200);
        assertThat(get(user.client()))
                .contains("\"feed\":\"home\"", "\"more\":[1]")
                .contains(ADULT);

        put(user.client(), ADULT).expect(200);
        assertThat(get(user.client())).isEqualTo("{\"preferences\":[" + ADULT + "]}");
        put(user.client()).expect(200);
        assertThat(get(user.client())).isEqualTo("{\"preferences\":[]}");
    }

    @Test
    void dateOfBirth_isHiddenFromAppPasswords_andTheAgeIsMadeOfIt() {
        var user = pds.user("adult.test");
        put(user.client(), ADULT, BIRTH).expect(200);
        assertThat(get(user.client())).contains("personalDetailsPref", "\"isOverAge18\":true");

        for (boolean privileged : new boolean[] {true, false}) {
            XrpcClient app = withAppPassword(user, privileged);
            assertThat(get(app)).doesNotContain("personalDetailsPref").contains("\"isOverAge18\":true");
            Answer refused = put(app, BIRTH).expect(400, "InvalidRequest");
            assertThat(refused.message())
                    .isEqualTo("Do not have authorization to set preferences: app.bsky.actor.defs#personalDetailsPref");
            put(app, "{\"$type\":\"app.bsky.actor.defs#declaredAgePref\",\"isOverAge18\":false}", FEED)
                    .expect(200);
        }

        assertThat(get(user.client()))
                .contains("personalDetailsPref", "feedViewPref", "\"isOverAge18\":true")
                .doesNotContain("adultContentPref", "\"isOverAge18\":false");
    }

    @Test
    void otherNamespaces_andWhatHasNoType_areRefused() {
        var user = pds.user("odd.test");

        assertThat(put(user.client(), "{\"$type\":\"com.example.pref\"}")
                        .expect(400, "InvalidRequest")
                        .message())
                .isEqualTo("Some preferences are not in the app.bsky namespace");
        put(user.client(), "{\"x\":1}").expect(400, "InvalidRequest");
        put(user.client(), "1").expect(400, "InvalidRequest");
        pds.client().get("app.bsky.actor.getPreferences").expect(401, "AuthMissing");
    }

    @Test
    void deactivatedAccount_movesItsPreferences() {
        var user = pds.user("moving.test");
        user.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);

        put(user.client(), FEED).expect(200);
        assertThat(get(user.client())).contains("feedViewPref");
    }
}
