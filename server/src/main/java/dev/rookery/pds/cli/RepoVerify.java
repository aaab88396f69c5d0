package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.StoredRepos;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery repo verify`: checks stored repositories while the server is stopped.
@Command(
        name = "verify",
        description = {
            "Check what is stored: signatures, trees, every record, what records name, and the event log.",
            "The server must be stopped."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:everything is right", "1:something is wrong, or could not be read", "2:wrong arguments"})
final class RepoVerify implements Callable<Integer> {
    private static final int PROGRESS_EVERY = 100;

    private final Map<String, String> env;

    @Option(
            names = "--data",
            description = "The server's data folder, or that of `rookery dev`; PDS_DATA_DIRECTORY if not given.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print one object a problem, for programs.")
    private boolean json;

    @Parameters(paramLabel = "DID", description = "Whose repositories; all if none is given.")
    private List<String> dids = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    RepoVerify(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Path folder = folder();
        if (folder == null || !Files.isDirectory(folder)) {
            err.println("There is no data folder " + (folder == null ? "given: name it with --data" : folder));
            return Cli.MISUSED;
        }
        var blobs = env.get("PDS_BLOBSTORE_DISK_LOCATION");
        try (var repos = new StoredRepos(folder, blobs == null ? folder.resolve("blobs") : Path.of(blobs))) {
            return verify(repos, spec.commandLine().getOut(), err);
        } catch (RuntimeException e) {
            err.println("Cannot read " + folder + " (is its server still running?): " + e.getMessage());
            return Cli.FAILED;
        }
    }

    private @Nullable Path folder() {
        var set = env.get("PDS_DATA_DIRECTORY");
        Path folder = data != null || set == null ? data : Path.of(set);
        return folder != null && Files.isDirectory(folder.resolve("pds")) ? folder.resolve("pds") : folder;
    }

    private int verify(StoredRepos repos, PrintWriter out, PrintWriter err) {
        var chosen = dids.isEmpty() ? repos.all() : dids.stream().map(Did::new).toList();
        int problems = 0;
        for (int i = 0; i < chosen.size(); i++) {
            problems += report(out, chosen.get(i).text(), repos.check(chosen.get(i)));
            if ((i + 1) % PROGRESS_EVERY == 0) {
                err.println(i + 1 + " of " + chosen.size() + " repositories");
            }
        }
        if (dids.isEmpty()) {
            problems += report(out, "log", repos.checkLog());
        }
        err.println(chosen.size() + " repositories checked, " + problems + " problems");
        out.flush();
        err.flush();
        return problems == 0 ? 0 : Cli.FAILED;
    }

    private int report(PrintWriter out, String subject, List<String> problems) {
        for (var problem : problems) {
            out.println(json ? asJson(subject, problem) : subject + ": " + problem);
        }
        return problems.size();
    }

    private static String asJson(String subject, String problem) {
        return new JsonBuffer(256)
                .raw("{\"subject\":")
                .text(subject)
                .raw(",\"problem\":")
                .text(problem)
                .raw('}')
                .getValue();
    }
}
