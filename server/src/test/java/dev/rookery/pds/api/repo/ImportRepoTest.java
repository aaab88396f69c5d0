package dev.rookery.pds.api.repo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.repo.VerifiedRepo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ImportRepoTest {
    private static final String IMPORT = "com.atproto.repo.importRepo";
    private static final String CAR = "application/vnd.ipld.car";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final TestPds.User ALICE = pds.user("alice.test");
    private static final TestPds.User BOB = pds.user("bob.test");

    private static byte[] export(TestPds from, TestPds.User user) {
        return from.client()
                .get("com.atproto.sync.getRepo", "did", user.did().text())
                .expect(200)
                .body();
    }

    private static Answer importRepo(TestPds.User user, byte[] car) {
        return user.client().post(IMPORT, CAR, car);
    }

    @Test
    void exportedState_comesBack() {
        Notes.put(ALICE, "a", "first").expect(200);
        byte[] car = export(pds, ALICE);
        Notes.put(ALICE, "a", "second").expect(200);
        Notes.put(ALICE, "b", "new").expect(200);

        importRepo(ALICE, car).expect(200);

        var repo = VerifiedRepo.of(
                export(pds, ALICE), pds.inside().keys().of(ALICE.did()).verifyingKey());
        assertThat(repo.paths()).containsOnlyKeys(Notes.NOTE + "/a");
        assertThat(Notes.get(pds, ALICE, "a").expect(200).bodyText()).contains("first");
        Notes.get(pds, ALICE, "b").expect(400, "RecordNotFound");
    }

    @Test
    void whatTheRepositoryHas_mayBeLeftOut() {
        TestPds.User dora = pds.user("dora.test");
        for (int i = 0; i < 100; i++) {
            Notes.put(dora, "old" + i, "text " + i).expect(200);
        }
        byte[] older = export(pds, dora);
        String rev = pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", dora.did().text())
                .expect(200)
                .text("rev");
        Notes.put(dora, "new", "new").expect(200);
        Notes.delete(dora, "old7").expect(200);
        byte[] news = pds.client()
                .get("com.atproto.sync.getRepo", "did", dora.did().text(), "since", rev)
                .expect(200)
                .body();
        byte[] newer = export(pds, dora);
        assertThat(news).hasSizeLessThan(newer.length / 2);

        importRepo(dora, older).expect(200);
        importRepo(dora, news).expect(200);

        var key = pds.inside().keys().of(dora.did()).verifyingKey();
        assertThat(VerifiedRepo.of(export(pds, dora), key).paths())
                .isEqualTo(VerifiedRepo.of(newer, key).paths());
        Notes.delete(dora, "old50").expect(200);
        byte[] before = export(pds, dora);
        importRepo(dora, news).expect(400, "InvalidRequest");
        assertThat(export(pds, dora)).isEqualTo(before);
    }

    @Test
    void othersRepository_isRefused() {
        byte[] before = export(pds, BOB);

        importRepo(BOB, export(pds, ALICE)).expect(400, "InvalidRequest");
        importRepo(BOB, "garbage".getBytes(StandardCharsets.UTF_8)).expect(400, "InvalidRequest");
        importRepo(BOB, new byte[0]).expect(400, "InvalidRequest");

        assertThat(export(pds, BOB)).isEqualTo(before);
    }

    @Test
    void restOfARefusedBody_isNotTakenForARequest() throws IOException {
        String hidden = "\r\n\r\nGET /xrpc/_health HTTP/1.1\r\nHost: pds.test\r\n\r\n".repeat(4_000);

        assertThat(exchange("Authorization: Bearer " + BOB.accessJwt() + "\r\n", hidden))
                .startsWith("HTTP/1.1 400")
                .containsOnlyOnce("HTTP/1.1");
    }

    @Test
    void bodyThatIsRefusedBeforeItIsSent_isNotAskedFor() throws IOException {
        assertThat(exchange("Expect: 100-continue\r\n", ""))
                .startsWith("HTTP/1.1 401")
                .containsOnlyOnce("HTTP/1.1");
    }

    /// Sends a request as it is, and gives all that comes until the server closes the connection.
    private static String exchange(String headers, String body) throws IOException {
        String head = "POST /xrpc/" + IMPORT + " HTTP/1.1\r\nHost: pds.test\r\nContent-Type: " + CAR + "\r\n" + headers
                + "Content-Length: " + Math.max(body.length(), 1_000) + "\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), pds.url().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + body).getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Test
    void deactivatedAccount_mayImport() {
        TestPds.User carol = pds.user("carol.test");
        byte[] car = export(pds, carol);
        pds.inside().accounts().deactivate(carol.did(), null);

        importRepo(carol, car).expect(200);

        pds.inside().accounts().takeDown(carol.did(), "report-1");
        importRepo(carol, car).expect(401, "AccountTakedown");
    }

    @Test
    void largeCar_isRefused() {
        try (TestPds small = TestPds.start(Map.of("PDS_MAX_REPO_IMPORT_SIZE", "100"))) {
            TestPds.User dave = small.user("dave.test");

            importRepo(dave, export(small, dave)).expect(413, "PayloadTooLarge");
        }
    }

    @Test
    void secondImportOfAnAccount_waitsForTheFirst() throws IOException {
        TestPds.User erin = pds.user("erin.test");
        byte[] car = export(pds, erin);
        String head = "POST /xrpc/" + IMPORT + " HTTP/1.1\r\nHost: pds.test\r\nContent-Type: " + CAR
                + "\r\nAuthorization: Bearer " + erin.accessJwt() + "\r\nContent-Length: " + car.length
                + "\r\nExpect: 100-continue\r\n\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), pds.url().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            String wanted = "HTTP/1.1 100 Continue\r\n\r\n"; // once the import has begun
            assertThat(new String(socket.getInputStream().readNBytes(wanted.length()), US_ASCII))
                    .isEqualTo(wanted);
            Answer refused = importRepo(erin, car).expect(429, "RateLimitExceeded");
            assertThat(refused.header("Retry-After")).isEqualTo("30");
            socket.getOutputStream().write(car);
            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
        importRepo(erin, car).expect(200);
    }

    @Test
    void closedServer_takesNone() {
        try (TestPds closed = TestPds.start(Map.of("PDS_ACCEPTING_REPO_IMPORTS", "false"))) {
            TestPds.User dave = closed.user("dave.test");

            Answer refused = importRepo(dave, export(closed, dave)).expect(400, "InvalidRequest");

            assertThat(refused.message()).isEqualTo("Service is not accepting repo imports");
        }
    }
}
