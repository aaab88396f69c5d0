package dev.rookery.pds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.repo.VerifiedRepo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The operator's commands about accounts and invite codes, against a running server.
class AccountCommandsTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start(Map.of("PDS_INVITE_REQUIRED", "true"));

    private static final Map<String, String> ENV =
            Map.of("PDS_PORT", Integer.toString(pds.url().getPort()), "PDS_ADMIN_PASSWORD", TestPds.ADMIN_PASSWORD);

    private static String run(Object command, String... arguments) {
        var out = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return code + " " + out.toString().strip();
    }

    /// Runs a command that succeeds and prints one object.
    private static DataMap json(Object command, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        String said = run(command, all);
        assertThat(said).startsWith("0 {");
        return DataJson.parseMap(said.substring(2));
    }

    private static DataMap create(String name) {
        return json(new AccountCreate(ENV), name + ".test", name + "@example.com");
    }

    private static String text(DataMap map, String key) {
        return Objects.requireNonNull(map.text(key), key);
    }

    private static int login(String handle, String password) {
        return pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"%s\", \"password\": \"%s\"}".formatted(handle, password))
                .status();
    }

    @Test
    void create_makesAnAccountThatCanSignIn_alsoWhereInvitesAreNeeded() {
        DataMap made = create("magpie");

        assertThat(login("magpie.test", text(made, "password"))).isEqualTo(200);
        assertThat(run(new AccountCreate(ENV), "jay.test", "jay@example.com"))
                .startsWith("0 Made jay.test, did:plc:")
                .contains("Password: ");
    }

    @Test
    void create_refused_saysWhy_andLeavesNoCodeThatIsGood() {
        create("crake");
        String unused = run(new InviteList(ENV), "--unused");

        assertThat(run(new AccountCreate(ENV), "crake.test", "other@example.com"))
                .startsWith("1 Handle already taken: crake.test (InvalidRequest)");
        assertThat(run(new AccountCreate(ENV), "new-crake.test", "crake@example.com"))
                .startsWith("1 ")
                .contains("crake@example.com");
        assertThat(run(new AccountCreate(ENV), "crake.test")).startsWith("2 ").contains("Missing required parameter");
        assertThat(run(new InviteList(ENV), "--unused")).isEqualTo(unused);
    }

    @Test
    void list_hasEveryAccountInItsState() {
        DataMap wren = create("wren");
        DataMap hawk = create("hawk");
        run(new AccountTakedown(ENV), "hawk.test");

        assertThat(run(new AccountList(ENV)))
                .contains(text(wren, "did") + "  wren.test  active  wren@example.com  20")
                .contains(text(hawk, "did") + "  hawk.test  takendown  hawk@example.com  20");
        assertThat(run(new AccountList(ENV), "--json").lines())
                .anyMatch(
                        line -> line.contains("\"handle\":\"hawk.test\"") && line.contains("\"status\":\"takendown\""));
    }

    @Test
    void info_isFoundByAnyName_alsoOfAnAccountThatIsTakenDown() {
        String did = text(create("rook"), "did");
        run(new AccountTakedown(ENV), did, "--ref", "case-1");

        for (String name : List.of(did, "rook.test", "@Rook.test", "rook@example.com")) {
            DataMap info = json(new AccountInfo(ENV), name);
            assertThat(info.text("handle")).isEqualTo("rook.test");
            assertThat(DataJson.toString(info)).contains("\"ref\":\"case-1\"");
        }
        assertThat(run(new AccountInfo(ENV), "rook.test"))
                .contains("email: rook@example.com", "emailAuthFactor: false");
        assertThat(run(new AccountInfo(ENV), "nobody.test")).startsWith("1 There is no account nobody.test here");
        assertThat(run(new AccountInfo(ENV), "nobody@example.com")).startsWith("1 There is no account");
        assertThat(run(new AccountInfo(ENV), "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"))
                .isEqualTo("1 Account not found (NotFound)");
    }

    @Test
    void updateHandle_changesIt() {
        String did = text(create("dunlin"), "did");

        assertThat(run(new AccountUpdateHandle(ENV), "dunlin.test", "ruff.test"))
                .isEqualTo("0 " + did + " is ruff.test now");

        assertThat(json(new AccountInfo(ENV), "ruff.test").text("did")).isEqualTo(did);
        assertThat(run(new AccountUpdateHandle(ENV), "ruff.test", "nonsense")).startsWith("1 ");
    }

    @Test
    void resetPassword_givesAnother() {
        DataMap made = create("linnet");

        DataMap reset = json(new AccountResetPassword(ENV), "linnet.test");

        assertThat(login("linnet.test", text(made, "password"))).isEqualTo(401);
        assertThat(login("linnet.test", text(reset, "password"))).isEqualTo(200);
        assertThat(run(new AccountResetPassword(ENV), "linnet.test")).startsWith("0 New password of did:plc:");
    }

    @Test
    void takedown_hidesTheAccount_untilItIsLifted() {
        String did = text(create("siskin"), "did");

        assertThat(run(new AccountTakedown(ENV), "siskin.test")).isEqualTo("0 " + did + " is taken down");
        pds.client().get("com.atproto.sync.getRepo", "did", did).expect(400, "RepoTakendown");
        assertThat(run(new AccountUntakedown(ENV), "siskin.test"))
                .isEqualTo("0 " + did + " is not taken down any more");
        pds.client().get("com.atproto.sync.getRepo", "did", did).expect(200);
    }

    @Test
    void delete_asksForCertainty_andIsForGood() {
        String did = text(create("dodo"), "did");

        assertThat(run(new AccountDelete(ENV), "dodo.test"))
                .startsWith("2 This deletes dodo.test (" + did + ") for good")
                .contains("--yes");
        assertThat(run(new AccountDelete(ENV), "dodo.test", "--yes")).isEqualTo("0 " + did + " is deleted");
        assertThat(run(new AccountInfo(ENV), did)).startsWith("1 ");
    }

    @Test
    void export_hasTheRepositoryAndTheBlobs_andGoesOnWhereItStopped(@TempDir Path folder) throws IOException {
        DataMap made = create("starling");
        String token = pds.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\": \"starling.test\", \"password\": \"%s\"}".formatted(text(made, "password")))
                .expect(200)
                .text("accessJwt");
        var client = pds.client().withBearer(token);
        byte[] picture = "a picture".getBytes(StandardCharsets.UTF_8);
        DataValue blob = Objects.requireNonNull(client.post("com.atproto.repo.uploadBlob", "image/png", picture)
                .expect(200)
                .json()
                .get("blob"));
        client.post("com.atproto.repo.createRecord", """
                        {"repo":"%s","collection":"com.example.picture","record":{"picture":%s}}
                        """.formatted(text(made, "did"), DataJson.toString(blob)))
                .expect(200);
        run(new AccountTakedown(ENV), "starling.test");

        DataMap done = json(new AccountExport(ENV), "starling.test", "--to", folder.toString());

        assertThat(DataJson.toString(done)).contains("\"blobs\":1");
        var key = pds.inside().keys().of(new Did(text(made, "did"))).verifyingKey();
        assertThat(VerifiedRepo.of(Files.readAllBytes(folder.resolve("repo.car")), key)
                        .paths())
                .hasSize(1);
        Path file = folder.resolve("blobs").resolve(Cid.raw(picture).toString());
        assertThat(file).hasBinaryContent(picture);
        try (var files = Files.list(folder.resolve("blobs"))) {
            assertThat(files).containsExactly(file);
        }
        Files.delete(file);
        assertThat(run(new AccountExport(ENV), "starling.test", "--to", folder.toString()))
                .startsWith("0 Wrote the repository (");
        assertThat(file).hasBinaryContent(picture);
        assertThat(run(new AccountExport(ENV), "starling.test", "--to", file + "/x"))
                .startsWith("1 Cannot read or write");
    }

    @Test
    void invites_areMadeListedAndDisabled() {
        String owner = text(create("heron"), "did");

        List<String> codes = run(new InviteCreate(ENV), "--codes", "3", "--uses", "2")
                .substring(2)
                .lines()
                .toList();
        String owned = text(json(new InviteCreate(ENV), "--for", "heron.test"), "code");

        assertThat(codes).hasSize(3);
        assertThat(run(new InviteList(ENV)))
                .contains(codes.getFirst() + "  2 left  admin", owned + "  1 left  " + owner);
        assertThat(run(new InviteDisable(ENV), codes.get(0), codes.get(1), "--of", "heron.test"))
                .isEqualTo("0 Disabled");
        assertThat(run(new InviteList(ENV), "--unused").substring(2)).contains(codes.get(2));
        assertThat(run(new InviteList(ENV), "--unused", "--json")).doesNotContain(codes.get(0), codes.get(1), owned);
        assertThat(run(new InviteDisable(ENV))).startsWith("2 Which codes?");
        assertThat(run(new InviteCreate(ENV), "--uses", "0")).startsWith("2 ");
    }

    @Test
    void whatIsMissing_isSaid() {
        assertThat(run(new AccountList(Map.of("PDS_PORT", "2583")))).startsWith("2 Set PDS_ADMIN_PASSWORD");
        assertThat(run(new AccountList(Map.of("PDS_PORT", "1", "PDS_ADMIN_PASSWORD", "x"))))
                .startsWith("1 No answer from http://localhost:1")
                .contains("Is the server running?");
        assertThat(run(new AccountList(Map.of("PDS_PORT", "x", "PDS_ADMIN_PASSWORD", "x"))))
                .startsWith("2 Not the address of a server");
        assertThat(run(
                        new InviteList(Map.of("PDS_ADMIN_PASSWORD", "wrong")),
                        "--server",
                        pds.url().toString()))
                .startsWith("1 " + pds.url() + " does not take the admin password");
    }
}
