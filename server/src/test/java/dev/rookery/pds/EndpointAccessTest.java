package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.xrpc.Method;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who gets into which method (I8), asked of a running server: every method, as every kind of caller.
///
/// Methods whose callers are told the same share a door. `in` means that the method itself answered, or the
/// check of its input, which comes after the door. The requests are such that none of them changes anything.
class EndpointAccessTest {
    /// What each caller is told at each door: `in`, or one of [#REFUSALS]. `inactive` is a deactivated
    /// account, `banned` has a token from before its takedown, `leaving` one from after it
    /// (`allowTakendown`), `refresh` is a refresh token; `moderator` is the service that the operator trusts,
    /// `service` any other.
    private static final String DOORS = """
            door        nobody account app privileged inactive banned leaving refresh admin moderator service
            public      in     in      in  in         in       in     in      in      in    in        in
            signup      in     J       J   J          J        J      J       J       R     in        in
            export      in     in      in  in         in       in     in      T       in    T         T
            sync        in     in      in  in         in       in     T       T       in    T         T
            holder      M      in      in  in         in       in     T       T       T     T         T
            mover       M      in      in  in         in       in     in      T       T     T         T
            tenant      M      in      in  in         in       K      T       T       T     T         T
            writer      M      in      in  in         D        K      T       T       T     T         T
            uploader    M      in      in  in         in       K      T       T       T     in        in
            owner       M      in      T   T          in       in     T       T       T     T         T
            ownerMoving M      in      T   T          in       in     in      T       T     T         T
            ownerTenant M      in      T   T          in       K      T       T       T     T         T
            session     M      T       T   T          T        T      T       in      M     T         T
            admin       R      R       R   R          R        R      R       R       in    R         R
            moderator   R      J       J   J          J        J      J       J       in    in        U
            """;

    private static final Map<String, String> REFUSALS = Map.of(
            "M", "401 AuthMissing",
            "R", "401 AuthenticationRequired",
            "T", "400 InvalidToken",
            "D", "401 AccountDeactivated",
            "K", "401 AccountTakedown",
            "J", "401 BadJwtType",
            "U", "401 UntrustedIss");

    /// Which methods are behind each door.
    private static final Map<String, String> METHODS = Map.ofEntries(
            Map.entry("public", """
                    identity: refreshIdentity resolveDid resolveHandle resolveIdentity
                    label: queryLabels
                    lexicon: resolveLexicon
                    repo: describeRepo getRecord listRecords
                    server: createSession deleteAccount describeServer requestPasswordReset reserveSigningKey resetPassword
                    sync: getHostStatus getRepoStatus listHosts listRepos listReposByCollection notifyOfUpdate requestCrawl
                    temp: checkHandleAvailability dereferenceScope
                    """),
            Map.entry("signup", "server: createAccount"),
            Map.entry("export", "sync: getBlob getRepo listBlobs"),
            Map.entry("sync", "sync: getBlocks getCheckout getHead getLatestCommit getRecord"),
            Map.entry("holder", """
                    identity: getRecommendedDidCredentials submitPlcOperation
                    repo: listMissingBlobs
                    server: checkAccountStatus getSession listAppPasswords revokeAppPassword
                    temp: checkSignupQueue
                    """),
            Map.entry("mover", """
                    moderation: createReport
                    server: getServiceAuth
                    app.bsky.actor: getPreferences
                    """),
            Map.entry("tenant", """
                    identity: updateHandle
                    server: confirmEmail requestEmailConfirmation
                    app.bsky.actor: putPreferences
                    """),
            Map.entry("writer", "repo: applyWrites createRecord deleteRecord putRecord"),
            Map.entry("uploader", "repo: uploadBlob"),
            Map.entry("owner", "server: activateAccount"),
            Map.entry("ownerMoving", """
                    identity: requestPlcOperationSignature signPlcOperation
                    server: deactivateAccount
                    """),
            Map.entry("ownerTenant", """
                    repo: importRepo
                    server: createAppPassword getAccountInviteCodes requestAccountDelete requestEmailUpdate updateEmail
                    """),
            Map.entry("session", "server: deleteSession refreshSession"),
            Map.entry("admin", """
                    admin: deleteAccount updateAccountEmail updateAccountHandle updateAccountPassword updateAccountSigningKey
                    server: createInviteCode createInviteCodes
                    temp: addReservedHandle revokeAccountCredentials
                    """),
            Map.entry("moderator", """
                    admin: disableAccountInvites disableInviteCodes enableAccountInvites getAccountInfo getAccountInfos
                    admin: getInviteCodes getSubjectStatus searchAccounts sendEmail updateSubjectStatus
                    """));

    private static final Set<String> PLACES =
            Set.of("sync.getRepo", "sync.getLatestCommit", "sync.listBlobs", "sync.getHead");

    private static final Lexicons LEXICONS = Lexicons.bundled();
    private static final TestIdentity moderator = TestIdentity.plain();
    private static final TestIdentity stranger = TestIdentity.plain();

    @RegisterExtension
    static final TestPds pds =
            TestPds.start(Map.of("PDS_MOD_SERVICE_DID", moderator.did().text()));

    /// Speaks to a method as somebody.
    private interface As {
        XrpcClient client(String nsid);
    }

    private static final Map<String, As> CALLERS = new LinkedHashMap<>();
    private static TestPds.User alice;
    private static TestPds.User inactive;
    private static TestPds.User banned;

    @BeforeAll
    static void callers() {
        moderator.register(pds);
        stranger.register(pds);
        alice = pds.user("alice.test");
        inactive = pds.user("inactive.test");
        banned = pds.user("banned.test");
        inactive.client().post("com.atproto.server.deactivateAccount", "{}").expect(200);
        String subject = "{\"$type\":\"com.atproto.admin.defs#repoRef\",\"did\":\"" + banned.did() + "\"}";
        XrpcClient app = appPassword(false);
        XrpcClient privileged = appPassword(true);
        pds.admin()
                .post(
                        "com.atproto.admin.updateSubjectStatus",
                        "{\"subject\":" + subject + ",\"takedown\":{\"applied\":true}}")
                .expect(200);
        XrpcClient leaving = login(
                "{\"identifier\":\"banned.test\",\"password\":\"" + TestPds.PASSWORD + "\",\"allowTakendown\":true}");
        CALLERS.put("nobody", _ -> pds.client());
        CALLERS.put("account", _ -> alice.client());
        CALLERS.put("app", _ -> app);
        CALLERS.put("privileged", _ -> privileged);
        CALLERS.put("inactive", _ -> inactive.client());
        CALLERS.put("banned", _ -> banned.client());
        CALLERS.put("leaving", _ -> leaving);
        CALLERS.put("refresh", _ -> pds.client().withBearer(alice.refreshJwt()));
        CALLERS.put("admin", _ -> pds.admin());
        CALLERS.put("moderator", nsid -> pds.client().withBearer(moderator.token(us(), nsid)));
        CALLERS.put("service", nsid -> pds.client().withBearer(stranger.token(us(), nsid)));
    }

    private static Did us() {
        return pds.config().service().did();
    }

    private static XrpcClient appPassword(boolean privileged) {
        String password = alice.client()
                .post(
                        "com.atproto.server.createAppPassword",
                        "{\"name\": \"%1$s\", \"privileged\": %1$s}".formatted(privileged))
                .expect(200)
                .text("password");
        return login("{\"identifier\":\"alice.test\",\"password\":\"" + password + "\"}");
    }

    private static XrpcClient login(String input) {
        return pds.client()
                .withBearer(pds.client()
                        .post("com.atproto.server.createSession", input)
                        .expect(200)
                        .text("accessJwt"));
    }

    /// Values for required parameters, of whatever method.
    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("did", "DID"),
            Map.entry("dids", "DID"),
            Map.entry("repo", "DID"),
            Map.entry("handle", "alice.test"),
            Map.entry("identifier", "alice.test"),
            Map.entry("collection", "app.bsky.feed.post"),
            Map.entry("rkey", "a"),
            Map.entry("cid", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
            Map.entry("cids", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
            Map.entry("uriPatterns", "*"),
            Map.entry("nsid", "com.example.invalid.thing"),
            Map.entry("scope", "ref:x"),
            Map.entry("hostname", "localhost"),
            Map.entry("aud", "did:web:example.com"),
            Map.entry("lxm", "com.atproto.server.createAccount"));

    /// A query has what it needs; a procedure gets a body of no type, which is looked at behind the door.
    private static Answer ask(Method<?, ?, ?> method, XrpcClient client) {
        MethodDefinition definition = LEXICONS.method(new Nsid(method.nsid())).orElseThrow();
        if (definition.kind() == MethodDefinition.Kind.PROCEDURE) {
            return client.send(client.request("/xrpc/" + method.nsid())
                    .POST(BodyPublishers.ofString("x"))
                    .build());
        }
        String query = definition.parameters().schema().properties().stream()
                .map(property -> property.name())
                .filter(PARAMETERS::containsKey)
                .map(name -> name + "="
                        + PARAMETERS.get(name).replace("DID", alice.did().text()))
                .collect(Collectors.joining("&", "?", ""));
        return client.send(
                client.request("/xrpc/" + method.nsid() + query).GET().build());
    }

    private static Map<String, String> doorsByMethod() {
        Map<String, String> doors = new TreeMap<>();
        METHODS.forEach((door, text) -> text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            String place = line.substring(0, colon).strip();
            String space = place.indexOf('.') < 0 ? "com.atproto." + place : place;
            words(line.substring(colon + 1)).forEach(name -> doors.put(space + "." + name, door));
        }));
        return doors;
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split("\\s+", -1));
    }

    /// What an answer comes to, in the words of the table.
    private static String told(Answer answer) {
        if (answer.status() == 200) {
            return "in";
        }
        String refusal = answer.status() + " " + answer.error();
        return REFUSALS.containsValue(refusal) ? refusal : "in";
    }

    @Test
    void everyCaller_isToldAtEveryDoorWhatTheTableSays() {
        Map<String, Map<String, String>> cells = new HashMap<>();
        List<String> callers = words(DOORS.lines().findFirst().orElseThrow());
        DOORS.lines().skip(1).map(EndpointAccessTest::words).forEach(row -> {
            for (int i = 1; i < row.size(); i++) {
                cells.computeIfAbsent(row.getFirst(), _ -> new HashMap<>())
                        .put(callers.get(i), REFUSALS.getOrDefault(row.get(i), row.get(i)));
            }
        });
        Map<String, String> doors = doorsByMethod();
        List<String> faults = new ArrayList<>();

        for (Method<?, ?, ?> method : pds.inside().methods()) {
            Map<String, String> expected = cells.getOrDefault(doors.get(method.nsid()), Map.of());
            CALLERS.forEach((caller, as) -> {
                String told = told(ask(method, as.client(method.nsid())));
                if (!told.equals(expected.get(caller))) {
                    faults.add(
                            "%s: %s is told %s, not %s".formatted(method.nsid(), caller, told, expected.get(caller)));
                }
            });
        }

        assertThat(faults).isEmpty();
    }

    @Test
    void everyMethod_isInTheTable() {
        assertThat(pds.inside().methods().stream().map(Method::nsid))
                .containsExactlyInAnyOrderElementsOf(doorsByMethod().keySet());
    }

    @Test
    void nobody_writesAsAnother() {
        TestPds.User mallory = pds.user("mallory.test");
        String before = latest();
        String write = "\"collection\":\"com.example.note\",\"rkey\":\"a\"";
        Map<String, String> inputs = Map.of(
                "createRecord", write + ",\"record\":{}",
                "putRecord", write + ",\"record\":{}",
                "deleteRecord", write,
                "applyWrites",
                        "\"writes\":[{\"$type\":\"com.atproto.repo.applyWrites#create\",\"value\":{}," + write + "}]");

        for (String name : List.of(alice.did().text(), alice.handle())) {
            inputs.forEach((method, input) -> mallory.client()
                    .post("com.atproto.repo." + method, "{\"repo\":\"" + name + "\"," + input + "}")
                    .expect(401, "AuthenticationRequired"));
        }

        assertThat(latest()).isEqualTo(before);
    }

    private static String latest() {
        return pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", alice.did().text())
                .expect(200)
                .bodyText();
    }

    @Test
    void whatIsNotActive_isShownToItsOwnerAndTheOperatorAlone() {
        for (String method : PLACES) {
            String nsid = "com.atproto." + method;
            for (var client : List.of(pds.client(), alice.client())) {
                client.get(nsid, "did", inactive.did().text()).expect(400, "RepoDeactivated");
                client.get(nsid, "did", banned.did().text()).expect(400, "RepoTakendown");
            }
            for (var user : List.of(inactive, banned)) {
                user.client().get(nsid, "did", user.did().text()).expect(200);
                pds.admin().get(nsid, "did", user.did().text()).expect(200);
            }
        }
    }
}
