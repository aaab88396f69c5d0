package dev.rookery.pds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeyEncryptionTest {
    private static final String KEY = "ab".repeat(32);

    private static String run(Object command) {
        var out = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(out))
                .execute();
        return code + " " + out;
    }

    @Test
    void encryptedFolder_opensWithItsKey_only() {
        try (var pds = TestPds.start()) {
            pds.user("alice.test");
            pds.restart(Map.of("PDS_KEY_ENCRYPTION_KEY", KEY));
            pds.user("bob.test");
            pds.inside().close();
            var env = new HashMap<>(pds.environment(Map.of()));

            assertThat(run(new Serve(env)))
                    .startsWith("2 ")
                    .contains(
                            "PDS_KEY_ENCRYPTION_KEY is not set, but the signing keys in the data folder are encrypted");
            assertThat(run(new RepoVerify(env))).startsWith("2 PDS_KEY_ENCRYPTION_KEY is not set");
            env.put("PDS_KEY_ENCRYPTION_KEY", "cd".repeat(32));
            assertThat(run(new Serve(env))).startsWith("2 ").contains("PDS_KEY_ENCRYPTION_KEY is not the key");
            assertThat(run(new RepoVerify(env))).startsWith("2 PDS_KEY_ENCRYPTION_KEY is not the key");
            env.put("PDS_KEY_ENCRYPTION_KEY", KEY);
            assertThat(run(new RepoVerify(env))).startsWith("0 ").contains("2 repositories checked, 0 problems");
            env.put("PDS_KEY_ENCRYPTION_KEY", "cd".repeat(32));
            env.put("PDS_KEY_ENCRYPTION_KEY_PREVIOUS", KEY);
            assertThat(run(new RepoVerify(env))).startsWith("0 ").contains("2 repositories checked, 0 problems");
        }
    }
}
