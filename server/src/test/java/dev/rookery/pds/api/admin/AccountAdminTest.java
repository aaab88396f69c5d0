package dev.rookery.pds.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the operator sees of accounts, and what they change of them.
class AccountAdminTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static List<DataMap> items(Answer answer, String name) {
        return ((DataList) Objects.requireNonNull(answer.json().get(name)))
                .items().stream().map(DataMap.class::cast).toList();
    }

    private static Answer info(TestPds.User user) {
        return pds.admin()
                .get("com.atproto.admin.getAccountInfo", "did", user.did().text())
                .expect(200);
    }

    private static Answer login(String identifier, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"%s\", \"password\": \"%s\"}".formatted(identifier, password));
    }

    private static Answer email(String account, String email) {
        return pds.admin()
                .post(
                        "com.atproto.admin.updateAccountEmail",
                        "{\"account\": \"%s\", \"email\": \"%s\"}".formatted(account, email));
    }

    private static Answer password(String did, String password) {
        return pds.admin()
                .post(
                        "com.atproto.admin.updateAccountPassword",
                        "{\"did\": \"%s\", \"password\": \"%s\"}".formatted(did, password));
    }

    @Test
    void accountInfo_tellsOfInvitesAndState_inAnyState() {
        String code = pds.admin()
                .post("com.atproto.server.createInviteCode", "{\"useCount\": 1}")
                .expect(200)
                .text("code");
        String did = pds.client()
                .post("com.atproto.server.createAccount", """
                        {"handle": "known.test", "email": "known@mail.test", "password": "x", "inviteCode": "%s"}
                        """.formatted(code))
                .expect(200)
                .text("did");
        pds.admin()
                .post("com.atproto.server.createInviteCode", "{\"useCount\": 3, \"forAccount\": \"" + did + "\"}")
                .expect(200);
        pds.inside().accounts().deactivate(new Did(did), null);

        Answer info =
                pds.admin().get("com.atproto.admin.getAccountInfo", "did", did).expect(200);

        assertThat(info.text("handle")).isEqualTo("known.test");
        assertThat(info.text("email")).isEqualTo("known@mail.test");
        assertThat(info.bodyText()).contains("\"invitesDisabled\":false", "\"deactivatedAt\":");
        assertThat(((DataMap) Objects.requireNonNull(info.json().get("invitedBy"))).text("code"))
                .isEqualTo(code);
        assertThat(items(info, "invites")).hasSize(1);
        assertThat(info.json().has("emailConfirmedAt")).isFalse();
    }

    @Test
    void accountInfos_leaveOutWhoIsNotHere() {
        TestPds.User one = pds.user("one.test");
        TestPds.User two = pds.user("two.test");
        pds.inside().accounts().takeDown(two.did(), "mod");

        Answer infos = pds.admin()
                .get(
                        "com.atproto.admin.getAccountInfos",
                        "dids",
                        one.did().text(),
                        "dids",
                        "did:plc:nobody",
                        "dids",
                        two.did().text(),
                        "dids",
                        one.did().text())
                .expect(200);

        assertThat(items(infos, "infos"))
                .extracting(each -> each.text("did"))
                .containsExactly(one.did().text(), two.did().text());
        pds.admin()
                .get("com.atproto.admin.getAccountInfo", "did", "did:plc:nobody")
                .expect(400, "NotFound");
        pds.admin().get("com.atproto.admin.getAccountInfo", "did", "nobody").expect(400, "InvalidRequest");
        pds.admin().get("com.atproto.admin.getAccountInfos").expect(400, "InvalidRequest");
        pds.client()
                .get("com.atproto.admin.getAccountInfos", "dids", one.did().text())
                .expect(401, "AuthenticationRequired");
    }

    @Test
    void search_findsOneByEmail_andAllWithoutIt() {
        TestPds.User user = pds.user("sought.test");
        String method = "com.atproto.admin.searchAccounts";

        assertThat(items(pds.admin().get(method, "email", "Sought@example.com").expect(200), "accounts"))
                .extracting(each -> each.text("did"))
                .containsExactly(user.did().text());
        assertThat(items(pds.admin().get(method, "email", "nobody@example.com").expect(200), "accounts"))
                .isEmpty();
        assertThat(walk(method)).contains(user.did().text()).doesNotHaveDuplicates();
        pds.admin().get(method, "cursor", "x").expect(400, "InvalidRequest");
        pds.admin().get(method, "limit", "101").expect(400, "InvalidRequest");
        pds.client().get(method).expect(401, "AuthenticationRequired");
    }

    private static List<String> walk(String method) {
        List<String> all = new ArrayList<>();
        Answer page = pds.admin().get(method, "limit", "2").expect(200);
        while (page.json().has("cursor")) {
            items(page, "accounts").forEach(each -> all.add(String.valueOf(each.text("did"))));
            page = pds.admin()
                    .get(method, "limit", "2", "cursor", page.text("cursor"))
                    .expect(200);
        }
        return all;
    }

    @Test
    void email_isChanged_byDidOrHandle_andGivenToOneOnly() {
        TestPds.User user = pds.user("mailed.test");
        TestPds.User other = pds.user("rival.test");

        email(user.handle(), "New@Mail.test").expect(200);

        assertThat(info(user).text("email")).isEqualTo("new@mail.test");
        login("new@mail.test", TestPds.PASSWORD).expect(200);
        login("mailed@example.com", TestPds.PASSWORD).expect(401, "AuthenticationRequired");
        email(other.did().text(), "NEW@mail.test").expect(400, "InvalidRequest");
        email(user.did().text(), "new@mail.test").expect(200);
        email("nobody.test", "free@mail.test").expect(400, "InvalidRequest");
        email(user.did().text(), "no address").expect(400, "InvalidRequest");
        email(user.did().text(), "user@mailinator.com").expect(200);
    }

    @Test
    void password_isChanged_andEndsSessions_butNotAppPasswords() {
        TestPds.User user = pds.user("locked.test");
        String app = user.client()
                .post("com.atproto.server.createAppPassword", "{\"name\": \"phone\"}")
                .expect(200)
                .text("password");

        password(user.did().text(), "another").expect(200);

        login(user.handle(), TestPds.PASSWORD).expect(401, "AuthenticationRequired");
        login(user.handle(), "another").expect(200);
        login(user.handle(), app).expect(200);
        pds.client()
                .withBearer(user.refreshJwt())
                .post("com.atproto.server.refreshSession")
                .expect(400, "ExpiredToken");
        password(user.did().text(), "x".repeat(257)).expect(400, "InvalidRequest");
        password("did:plc:nobody", "x").expect(400, "InvalidRequest");
    }

    @Test
    void changes_areTheOperatorsAlone() {
        TestPds.User user = pds.user("victim.test");
        String did = user.did().text();

        for (var client : List.of(pds.client(), user.client(), pds.client().withBasic("admin", "wrong"))) {
            client.post(
                            "com.atproto.admin.updateAccountEmail",
                            "{\"account\": \"" + did + "\", \"email\": \"mine@mail.test\"}")
                    .expect(401, "AuthenticationRequired");
            client.post("com.atproto.admin.updateAccountPassword", "{\"did\": \"" + did + "\", \"password\": \"mine\"}")
                    .expect(401, "AuthenticationRequired");
        }
        login(user.handle(), TestPds.PASSWORD).expect(200);
    }
}
