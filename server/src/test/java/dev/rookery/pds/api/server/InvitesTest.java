package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Invite codes: the operator's, those that accounts earn, and what becomes of them.
class InvitesTest {
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @RegisterExtension
    static final TestPds pds = TestPds.start(
            Map.of(
                    "PDS_INVITE_REQUIRED",
                    "true",
                    "PDS_INVITE_INTERVAL",
                    Long.toString(Duration.ofDays(1).toMillis()),
                    "PDS_INVITE_EPOCH",
                    Long.toString(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli())),
            () -> InstantSource.system().instant().plus(AHEAD.get()));

    private record Member(Did did, String name) {
        XrpcClient client() {
            String token = pds.client()
                    .post(
                            "com.atproto.server.createSession",
                            "{\"identifier\": \"%s\", \"password\": \"x\"}".formatted(did))
                    .expect(200)
                    .text("accessJwt");
            return pds.client().withBearer(token);
        }

        List<String> codes(String... parameters) {
            return texts(client().get("com.atproto.server.getAccountInviteCodes", parameters)
                    .expect(200));
        }
    }

    private static List<String> texts(Answer answer) {
        return codes(answer).stream()
                .map(code -> String.valueOf(code.text("code")))
                .toList();
    }

    private static List<DataMap> codes(Answer answer) {
        return ((DataList) Objects.requireNonNull(answer.json().get("codes")))
                .items().stream().map(DataMap.class::cast).toList();
    }

    private static Answer signUp(String name, String code) {
        return pds.client().post("com.atproto.server.createAccount", """
                {"handle": "%s.test", "email": "%s@mail.test", "password": "x", "inviteCode": "%s"}
                """.formatted(name, name, code));
    }

    private static Member member(String name) {
        return new Member(new Did(signUp(name, code(1)).expect(200).text("did")), name);
    }

    private static String code(int uses) {
        return admin("com.atproto.server.createInviteCode", "{\"useCount\": " + uses + "}")
                .expect(200)
                .text("code");
    }

    private static Answer admin(String method, String body) {
        return pds.admin().post(method, body);
    }

    private static void later(Duration time, Runnable test) {
        AHEAD.set(time);
        try {
            test.run();
        } finally {
            AHEAD.set(Duration.ZERO);
        }
    }

    @Test
    void operatorsCode_letsInAsManyAsItSays() {
        String code = code(2);

        assertThat(code).matches("localhost-[a-z2-7]{5}-[a-z2-7]{5}");
        signUp("first", code).expect(200);
        signUp("second", code).expect(200);
        signUp("third", code).expect(400, "InvalidInviteCode");
        signUp("third", "").expect(400, "InvalidInviteCode");
        signUp("third", code(0)).expect(400, "InvalidInviteCode");
    }

    @Test
    void codesForAccounts_areTheirsToGiveAway() {
        Member one = member("giver1");
        Member two = member("giver2");

        Answer made = admin(
                        "com.atproto.server.createInviteCodes",
                        "{\"codeCount\": 2, \"useCount\": 3, \"forAccounts\": [\"%s\", \"%s\"]}"
                                .formatted(one.did, two.did))
                .expect(200);

        List<DataMap> byAccount = codes(made);
        assertThat(byAccount).extracting(each -> each.text("account")).containsExactly(one.did.text(), two.did.text());
        assertThat(one.codes())
                .containsExactlyInAnyOrderElementsOf(
                        ((DataList) Objects.requireNonNull(byAccount.getFirst().get("codes")))
                                .items().stream()
                                        .map(Object::toString)
                                        .map(InvitesTest::unquoted)
                                        .toList());
        assertThat(two.codes()).hasSize(2).doesNotContainAnyElementsOf(one.codes());
    }

    private static String unquoted(String shown) {
        return shown.replaceFirst(".*(localhost-[a-z2-7]{5}-[a-z2-7]{5}).*", "$1");
    }

    @Test
    void manyCodes_areMadeWithinLimits() {
        String method = "com.atproto.server.createInviteCodes";

        assertThat(admin(method, "{\"codeCount\": 0, \"useCount\": 1}")
                        .expect(200)
                        .bodyText())
                .contains("\"account\":\"admin\",\"codes\":[]");
        assertThat(admin(method, "{\"codeCount\": -3, \"useCount\": 1}")
                        .expect(200)
                        .bodyText())
                .contains("\"codes\":[]");
        admin(method, "{\"codeCount\": 10001, \"useCount\": 1}").expect(400, "InvalidRequest");
        admin(method, "{\"codeCount\": 9007199254740991, \"useCount\": 1}").expect(400, "InvalidRequest");
        admin(method, "{\"codeCount\": 1}").expect(400, "InvalidRequest");
        admin(method, "{\"codeCount\": 1, \"useCount\": 1, \"forAccounts\": [\"admin\"]}")
                .expect(400, "InvalidRequest");
        pds.client().post(method, "{\"codeCount\": 1, \"useCount\": 1}").expect(401, "AuthenticationRequired");
    }

    @Test
    void account_earnsCodesWithTime_andHasFiveOpenAtMost() {
        Member earner = member("earner");

        assertThat(earner.codes()).isEmpty();
        later(Duration.ofDays(2), () -> {
            assertThat(earner.codes("createAvailable", "false")).isEmpty();
            assertThat(earner.codes()).hasSize(2);
            assertThat(earner.codes()).hasSize(2);
        });
        later(Duration.ofDays(30), () -> {
            List<String> open = earner.codes();
            assertThat(open).hasSize(5);
            signUp("invited", open.getFirst()).expect(200);
            assertThat(earner.codes("includeUsed", "false", "createAvailable", "false"))
                    .hasSize(4)
                    .doesNotContain(open.getFirst());
            assertThat(earner.codes()).hasSize(6).contains(open.getFirst());
        });
    }

    @Test
    void accountBarredFromInviting_earnsDisabledCodes() {
        Member barred = member("barred");
        String subject = "{\"account\": \"" + barred.did + "\", \"note\": \"spam\"}";
        admin("com.atproto.admin.disableAccountInvites", subject).expect(200);

        later(Duration.ofDays(2), () -> assertThat(barred.codes()).isEmpty());

        admin("com.atproto.admin.enableAccountInvites", subject).expect(200);
        later(Duration.ofDays(3), () -> assertThat(barred.codes()).hasSize(1));
        admin("com.atproto.admin.enableAccountInvites", "{\"account\": \"did:plc:nobody\"}")
                .expect(400, "InvalidRequest");
        admin("com.atproto.admin.disableAccountInvites", "{\"account\": \"barred.test\"}")
                .expect(400, "InvalidRequest");
    }

    @Test
    void disabledCode_letsNobodyIn() {
        Member giver = member("giver3");
        String code = code(1);
        String theirs = admin(
                        "com.atproto.server.createInviteCode",
                        "{\"useCount\": 1, \"forAccount\": \"" + giver.did + "\"}")
                .expect(200)
                .text("code");

        admin("com.atproto.admin.disableInviteCodes", """
                {"codes": ["%s", "never-there"], "accounts": ["%s"]}
                """.formatted(code, giver.did))
                .expect(200);

        signUp("stranger", code).expect(400, "InvalidInviteCode");
        signUp("stranger", theirs).expect(400, "InvalidInviteCode");
        assertThat(giver.codes()).isEmpty();
        admin("com.atproto.admin.disableInviteCodes", "{\"accounts\": [\"admin\"]}")
                .expect(400, "InvalidRequest");
        admin("com.atproto.admin.disableInviteCodes", "{}").expect(200);
    }

    @Test
    void operator_looksThroughAllCodes_byTimeAndByUse() {
        String used = code(5);
        signUp("user1", used).expect(200);
        signUp("user2", used).expect(200);
        String unused = code(1);

        for (String sort : List.of("recent", "usage")) {
            List<String> all = walk(sort);
            assertThat(all).contains(used, unused).doesNotHaveDuplicates();
            assertThat(all.indexOf(used) < all.indexOf(unused)).isEqualTo(sort.equals("usage"));
        }
        DataMap seen = codes(pages("usage")).stream()
                .filter(code -> used.equals(code.text("code")))
                .findFirst()
                .orElseThrow();
        assertThat(((DataList) Objects.requireNonNull(seen.get("uses"))).items())
                .hasSize(2);
        assertThat(seen.text("createdBy")).isEqualTo("admin");
    }

    private static List<String> walk(String sort) {
        List<String> all = new ArrayList<>();
        Answer page = pages(sort, "limit", "3");
        while (page.json().has("cursor")) {
            all.addAll(texts(page));
            page = pages(sort, "limit", "3", "cursor", page.text("cursor"));
        }
        assertThat(texts(page)).isEmpty();
        return all;
    }

    private static Answer pages(String sort, String... more) {
        List<String> parameters = new ArrayList<>(List.of("sort", sort));
        parameters.addAll(List.of(more));
        return pds.admin()
                .get("com.atproto.admin.getInviteCodes", parameters.toArray(String[]::new))
                .expect(200);
    }

    @Test
    void cursorOrOrderThatMakesNoSense_isRefused() {
        String method = "com.atproto.admin.getInviteCodes";

        for (String cursor : List.of("x", "1", "1::", "::code", "x::code", "1::a::b")) {
            pds.admin().get(method, "cursor", cursor).expect(400, "InvalidRequest");
        }
        pds.admin().get(method, "sort", "oldest").expect(400, "InvalidRequest");
        pds.admin().get(method, "limit", "501").expect(400, "InvalidRequest");
        pds.client().get(method).expect(401, "AuthenticationRequired");
    }

    @Test
    void accountThatIsNotActive_hasNoCodesToGive() {
        Member resting = member("resting");
        resting.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);

        resting.client().get("com.atproto.server.getAccountInviteCodes").expect(400, "NotFound");
        String app = resting.client()
                .post("com.atproto.server.createAppPassword", "{\"name\": \"app\"}")
                .expect(200)
                .text("password");
        String token = pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"resting.test\", \"password\": \"" + app + "\"}")
                .expect(200)
                .text("accessJwt");
        pds.client()
                .withBearer(token)
                .get("com.atproto.server.getAccountInviteCodes")
                .expect(400, "InvalidToken");
    }
}
