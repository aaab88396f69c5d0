package dev.rookery.pds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.XrpcClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RepoCommandsTest {
    @TempDir
    Path folder;

    private String did;
    private String plc;

    @BeforeEach
    void makeRepository() {
        try (var net = Devnet.start(folder, 0, 0, InstantSource.system())) {
            var client = new XrpcClient(net.pds().localUrl(), null);
            var account = client.post(
                            "com.atproto.server.createAccount",
                            "{\"handle\":\"alice.test\",\"email\":\"alice@example.com\",\"password\":\"secret\"}")
                    .expect(200);
            did = account.text("did");
            plc = net.plc().uri().toString();
            client.withBearer(account.text("accessJwt"))
                    .post(
                            "com.atproto.repo.createRecord",
                            "{\"repo\":\"" + did
                                    + "\",\"collection\":\"com.example.note\",\"record\":{\"text\":\"x\"}}")
                    .expect(200);
        }
    }

    private String run(Object command, String... arguments) {
        var out = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments);
        return (code + " " + out).strip();
    }

    private String data() {
        return "--data=" + folder;
    }

    @Test
    void verify_findsNothingWrong_alsoAfterRebuildAndResync() {
        var env = Map.of("PDS_DID_PLC_URL", plc);

        assertThat(run(new RepoVerify(env), data())).isEqualTo("0");
        assertThat(run(new RepoVerify(env), data(), did)).isEqualTo("0");
        assertThat(run(new RepoRebuild(env), data(), did)).isEqualTo("0 " + did + ": rebuilt, 1 records in 1 nodes");
        assertThat(run(new RepoResync(env), data(), "--all")).isEqualTo("0 1 repositories signed anew and announced");
        assertThat(run(new RepoResync(env), data(), "--json", did, "did:plc:nobody"))
                .isEqualTo("1 {\"resynced\":1,\"missing\":1}");
        assertThat(run(new RepoVerify(env), data(), "--all")).isEqualTo("0");
    }

    @Test
    void verify_tellsOfWhatIsNotThere() {
        assertThat(run(new RepoVerify(Map.of()), data(), "did:plc:nobody"))
                .isEqualTo("1 did:plc:nobody: there is no repository");
        assertThat(run(new RepoVerify(Map.of()), data(), "--json", "did:plc:nobody"))
                .isEqualTo("1 {\"subject\":\"did:plc:nobody\",\"problem\":\"there is no repository\"}");
        assertThat(run(new RepoRebuild(Map.of()), data(), "did:plc:nobody"))
                .isEqualTo("1 did:plc:nobody: not changed: there is no repository");
    }

    /// The directory of the test has stopped, so nothing can be had of it.
    @Test
    void verify_withResolve_asksTheDirectory() {
        assertThat(run(new RepoVerify(Map.of("PDS_DID_PLC_URL", plc)), data(), "--resolve", did))
                .startsWith("1 " + did + ": its DID document");
        try (var net = Devnet.start(folder.resolve("other"), 0, 0, InstantSource.system())) {
            assertThat(run(
                            new RepoVerify(
                                    Map.of("PDS_DID_PLC_URL", net.plc().uri().toString())),
                            data(),
                            "--resolve",
                            did))
                    .startsWith("1 " + did + ": its DID document is not there");
        }
    }

    @Test
    void wrongArguments_areMisuse() {
        assertThat(run(new RepoVerify(Map.of()))).startsWith("2");
        assertThat(run(new RepoVerify(Map.of()), data(), "alice")).startsWith("2");
        assertThat(run(new RepoRebuild(Map.of()), data())).startsWith("2");
        assertThat(run(new RepoResync(Map.of()), data())).startsWith("2");
        assertThat(run(new RepoResync(Map.of()), data(), "--all", did)).startsWith("2");
    }
}
