package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.api.repo.Notes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Runs the programs in `examples/` as a reader would, so that they go on working.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    @TempDir
    Path folder;

    @Test
    void followFirehose_verifiesEveryCommit() throws Exception {
        var alice = pds.user("alice.test");
        Notes.put(alice, "a", "one").expect(200);
        Notes.put(alice, "a", "two").expect(200);
        Notes.delete(alice, "a").expect(200);

        var output = run(
                "FollowFirehose.java",
                pds.url().toString().replace("http", "ws"),
                pds.plc().uri().toString(),
                "0",
                "4");

        var path = " at://" + alice.did() + "/" + Notes.NOTE + "/a";
        assertThat(output).contains(" create" + path, " update" + path, " delete" + path);
    }

    @Test
    void examples_useTheProtocolAlone() throws IOException {
        var source = Files.readString(EXAMPLES.resolve("FollowFirehose.java"));

        assertThat(source.lines().filter(line -> line.startsWith("import ")))
                .allMatch(line -> line.startsWith("import java.") || line.startsWith("import dev.rookery.atproto."));
    }

    private String run(String example, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EXAMPLES.resolve(example).toString()));
        command.addAll(List.of(arguments));
        var output = folder.resolve("output").toFile();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            var text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            assertThat(ended).as(text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }
}
