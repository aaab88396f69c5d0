package dev.rookery.pds.api.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.car.CarReader;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.mst.Tree;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.api.repo.Notes;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.repo.VerifiedRepo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportsTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final TestPds.User ALICE = pds.user("alice.test");

    @BeforeAll
    static void write() {
        for (int i = 0; i < 40; i++) {
            Notes.put(ALICE, "key" + i, "text " + i).expect(200);
        }
    }

    private static VerifyingKey key(TestPds.User user) {
        return pds.inside().keys().of(user.did()).verifyingKey();
    }

    private static Answer proof(String rkey) {
        return pds.client()
                .get("com.atproto.sync.getRecord", "did", ALICE.did().text(), "collection", Notes.NOTE, "rkey", rkey)
                .expect(200);
    }

    @Test
    void head_ofAnExport_claimsNoLength_andLeavesTheConnectionInOrder() throws IOException {
        String head = "HEAD /xrpc/com.atproto.sync.getRepo?did=" + ALICE.did() + " HTTP/1.1\r\nHost: pds.test\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), pds.url().getPort())) {
            socket.getOutputStream()
                    .write((head + "\r\n" + head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answers.toLowerCase(Locale.ROOT))
                    .matches("(http/1.1 200 ok\r\n([a-z-]+: .*\r\n)+\r\n){2}") // and no chunk after the headers
                    .contains("content-type: application/vnd.ipld.car")
                    .doesNotContain("content-length");
        }
    }

    @Test
    void export_canBeVerified() {
        Answer car = pds.client()
                .get("com.atproto.sync.getRepo", "did", ALICE.did().text())
                .expect(200);

        var repo = VerifiedRepo.of(car.body(), key(ALICE));
        assertThat(car.header("Content-Type")).isEqualTo("application/vnd.ipld.car");
        assertThat(repo.paths()).hasSize(40);
        assertThat(repo.record(Notes.NOTE + "/key7").text("text")).isEqualTo("text 7");
        Answer latest = pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", ALICE.did().text())
                .expect(200);
        assertThat(latest.text("rev")).isEqualTo(repo.commit().rev().text());
        assertThat(latest.text("cid")).isEqualTo(CarReader.of(car.body()).root().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"key7", "key39", "absent", "zzz"})
    void proof_tellsWhetherARecordIsThere(String rkey) {
        byte[] car = proof(rkey).body();

        Map<Cid, byte[]> blocks = new HashMap<>();
        var reader = CarReader.of(car);
        for (var block = reader.next(); block != null; block = reader.next()) {
            blocks.put(block.cid(), block.bytes());
        }
        var commit = Commit.decode(Objects.requireNonNull(blocks.get(reader.root())));
        assertThat(commit.isSignedBy(key(ALICE))).isTrue();
        var found = Tree.at(VerifiedRepo.source(blocks), commit.data()).get(Notes.NOTE + "/" + rkey);
        if (rkey.startsWith("key")) {
            assertThat(blocks).containsKey(Objects.requireNonNull(found));
        } else {
            assertThat(found).isNull();
        }
    }

    private static Answer read(XrpcClient client, String method, TestPds.User user) {
        String did = user.did().text();
        return switch (method) {
            case "getRecord" ->
                client.get("com.atproto.sync.getRecord", "did", did, "collection", Notes.NOTE, "rkey", "a");
            case "getBlob" ->
                client.get(
                        "com.atproto.sync.getBlob",
                        "did",
                        did,
                        "cid",
                        Cid.raw(new byte[0]).toString());
            case "getBlocks" ->
                client.get(
                        "com.atproto.sync.getBlocks",
                        "did",
                        did,
                        "cids",
                        Cid.dagCbor(new byte[0]).toString());
            default -> client.get("com.atproto.sync." + method, "did", did);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "getRepo",
                "getLatestCommit",
                "getRecord",
                "getBlob",
                "getBlocks",
                "getHead",
                "getCheckout",
                "listBlobs"
            })
    void inactiveAccounts_areShownToTheirOwnersAndTheOperatorOnly(String method) {
        TestPds.User user = pds.user(method.toLowerCase(Locale.ROOT) + ".test");
        int found = method.equals("getBlob") || method.equals("getBlocks") ? 400 : 200;

        pds.inside().accounts().deactivate(user.did(), null);
        read(pds.client(), method, user).expect(400, "RepoDeactivated");
        read(ALICE.client(), method, user).expect(400, "RepoDeactivated");
        read(user.client(), method, user).expect(found);
        pds.inside().accounts().takeDown(user.did(), "report-1");
        read(pds.client(), method, user).expect(400, "RepoTakendown");
        read(pds.admin(), method, user).expect(found);
        pds.inside().accounts().takeDown(user.did(), null);
        pds.inside().accounts().activate(user.did());

        read(pds.client(), method, user).expect(found);
    }

    @Test
    void exportSince_isWhatChanged() {
        TestPds.User user = pds.user("since.test");
        String did = user.did().text();
        for (int i = 0; i < 300; i++) {
            Notes.put(user, "key" + i, "text " + i).expect(200);
        }
        byte[] car = pds.client()
                .get("com.atproto.sync.getRepo", "did", did)
                .expect(200)
                .body();
        var old = VerifiedRepo.of(car, key(user));
        String rev = old.commit().rev().text();

        byte[] nothing = since(did, rev);
        Notes.put(user, "key7", "changed").expect(200);
        Notes.delete(user, "key8").expect(200);
        byte[] changes = since(did, rev);

        assertThat(old.updated(nothing, key(user)).paths()).isEqualTo(old.paths());
        var updated = old.updated(changes, key(user));
        assertThat(updated.record(Notes.NOTE + "/key7").text("text")).isEqualTo("changed");
        assertThat(updated.paths()).hasSize(299);
        assertThat(changes.length).isLessThan(car.length / 5);
        assertThat(VerifiedRepo.of(since(did, "2222222222222"), key(user)).paths())
                .isEqualTo(updated.paths());
    }

    private static byte[] since(String did, String rev) {
        return pds.client()
                .get("com.atproto.sync.getRepo", "did", did, "since", rev)
                .expect(200)
                .body();
    }

    /// A stopped reader holds a state of the repository, and nothing else.
    @Test
    void tenExportsThatNobodyReads_doNotStopWrites() throws IOException {
        TestPds.User user = pds.user("large.test");
        for (int i = 0; i < 40; i++) {
            Notes.put(user, "key" + i, "x".repeat(200_000)).expect(200);
        }
        String request =
                "GET /xrpc/com.atproto.sync.getRepo?did=" + user.did() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                var socket = new Socket("localhost", pds.url().getPort());
                readers.add(socket);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(request.getBytes(UTF_8));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }

            Notes.put(user, "key1", "written meanwhile").expect(200);
            Notes.delete(user, "key2").expect(200);

            assertThat(readers.getFirst().getInputStream().readNBytes(40 * 200_000))
                    .hasSize(40 * 200_000);
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
    }

    @Test
    void blocks_areFoundByCid() {
        byte[] car = pds.client()
                .get("com.atproto.sync.getRepo", "did", ALICE.did().text())
                .expect(200)
                .body();
        var blocks = new TreeMap<String, byte[]>();
        var reader = CarReader.of(car);
        for (var block = reader.next(); block != null; block = reader.next()) {
            blocks.put(block.cid().toString(), block.bytes());
        }
        String query = "did=" + ALICE.did() + "&cids=" + String.join("&cids=", blocks.keySet());

        Answer all = pds.client().get("com.atproto.sync.getBlocks?" + query).expect(200);

        var found = new TreeMap<String, byte[]>();
        var answered = CarReader.of(all.body());
        assertThat(answered.roots()).isEmpty();
        for (var block = answered.next(); block != null; block = answered.next()) {
            found.put(block.cid().toString(), block.bytes());
        }
        assertThat(found).usingRecursiveComparison().isEqualTo(blocks);
        String missing = Cid.dagCbor(new byte[] {7}).toString();
        assertThat(pds.client()
                        .get("com.atproto.sync.getBlocks?" + query + "&cids=" + missing)
                        .expect(400, "BlockNotFound")
                        .message())
                .isEqualTo("Could not find cids: " + missing);
    }

    @Test
    void status_isToldToAnyone() {
        TestPds.User user = pds.user("hosted.test");
        String did = user.did().text();
        Supplier<String> status = () -> pds.client()
                .get("com.atproto.sync.getRepoStatus", "did", did)
                .expect(200)
                .bodyText();
        String rev = pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", did)
                .expect(200)
                .text("rev");

        assertThat(status.get()).isEqualTo("{\"did\":\"%s\",\"active\":true,\"rev\":\"%s\"}".formatted(did, rev));
        pds.inside().accounts().deactivate(user.did(), null);
        assertThat(status.get())
                .isEqualTo("{\"did\":\"%s\",\"active\":false,\"status\":\"deactivated\"}".formatted(did));
        pds.inside().accounts().takeDown(user.did(), "report-1");
        assertThat(status.get()).isEqualTo("{\"did\":\"%s\",\"active\":false,\"status\":\"takendown\"}".formatted(did));
        pds.client()
                .get("com.atproto.sync.getRepoStatus", "did", "did:plc:nobody")
                .expect(400, "RepoNotFound");
    }

    @Test
    void blobs_areListedByWhatNamedThemSince() {
        TestPds.User user = pds.user("blobs.test");
        String did = user.did().text();
        var cids = new TreeSet<String>();
        String rev = "";
        for (String content : List.of("one", "two", "three")) {
            var blob = user.client().post("com.atproto.repo.uploadBlob", "text/plain", content.getBytes(UTF_8));
            String json = DataJson.toString(blob.expect(200).json().get("blob"));
            Answer put = Notes.call(
                            user,
                            "putRecord",
                            "'collection':'%s','rkey':'%s','record':{'blob':%s}".formatted(Notes.NOTE, content, json))
                    .expect(200);
            cids.add(Cid.raw(content.getBytes(UTF_8)).toString());
            rev = content.equals("two") ? ((DataMap) put.json().get("commit")).text("rev") : rev;
        }

        Answer all = pds.client().get("com.atproto.sync.listBlobs", "did", did).expect(200);
        Answer since = pds.client()
                .get("com.atproto.sync.listBlobs", "did", did, "since", rev)
                .expect(200);
        Answer first = pds.client()
                .get("com.atproto.sync.listBlobs", "did", did, "limit", "2")
                .expect(200);
        Answer rest = pds.client()
                .get("com.atproto.sync.listBlobs", "did", did, "limit", "2", "cursor", first.text("cursor"))
                .expect(200);

        assertThat(listed(all)).containsExactlyInAnyOrderElementsOf(cids);
        assertThat(listed(since))
                .containsExactly(Cid.raw("three".getBytes(UTF_8)).toString());
        assertThat(listed(first)).hasSize(2);
        assertThat(listed(rest)).hasSize(1).doesNotContainAnyElementsOf(listed(first));
        pds.client()
                .get("com.atproto.sync.listBlobs", "did", did, "cursor", "x")
                .expect(400, "InvalidRequest");
    }

    private static List<String> listed(Answer answer) {
        return ((DataList) Objects.requireNonNull(answer.json().get("cids")))
                .items().stream().map(cid -> ((DataString) cid).value()).toList();
    }

    @Test
    void inactiveAccounts_haveNoRecordsForAnyone() {
        TestPds.User user = pds.user("gone.test");
        Notes.put(user, "a", "a").expect(200);

        pds.inside().accounts().deactivate(user.did(), null);

        Notes.get(pds, user, "a").expect(400, "InvalidRequest");
        pds.client()
                .get("com.atproto.repo.listRecords", "repo", "gone.test", "collection", Notes.NOTE)
                .expect(400, "InvalidRequest");
        pds.client().get("com.atproto.repo.describeRepo", "repo", "gone.test").expect(400, "RepoDeactivated");
        Notes.put(user, "b", "b").expect(401, "AccountDeactivated");
        Notes.delete(user, "a").expect(401, "AccountDeactivated");
    }

    @Test
    void export_isWhole_alsoWhereTheConnectionEndsWithIt() {
        var user = pds.user("closing.test");
        var closing = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(20), 1_000_000, 0);
        var address = pds.url().resolve("/xrpc/com.atproto.sync.getRepo?did=" + user.did());

        var response = closing.send(OutboundRequest.get(address, "*/*"));

        assertThat(response.status()).isEqualTo(200);
        VerifiedRepo.of(response.body(), pds.inside().keys().of(user.did()).verifyingKey());
    }
}
