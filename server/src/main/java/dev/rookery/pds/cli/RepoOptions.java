package dev.rookery.pds.cli;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.InvalidSyntaxException;
import dev.rookery.pds.StoredRepos;
import dev.rookery.pds.config.ConfigReader;
import dev.rookery.pds.config.InvalidConfigException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Whose repositories a command is about, and in which data folder.
final class RepoOptions {
    private static final int PROGRESS_EVERY = 100;

    @Option(
            names = "--data",
            description = "The server's data folder, or that of `rookery dev`; PDS_DATA_DIRECTORY if not given.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print one object a line, for programs.")
    boolean json;

    @Parameters(paramLabel = "DID", description = "Whose repositories.")
    private List<String> dids = List.of();

    /// What a command does with the repositories.
    interface Work {
        int on(StoredRepos repos);
    }

    /// Opens the data folder for the command, and returns what it gives.
    int with(CommandSpec spec, Map<String, String> env, Work work) {
        Path folder = folder(env);
        if (folder == null || !Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(),
                    folder == null ? "Which data folder? Name it with --data" : "There is no data folder " + folder);
        }
        var blobs = env.get("PDS_BLOBSTORE_DISK_LOCATION");
        try (var repos = new StoredRepos(
                folder,
                blobs == null ? folder.resolve("blobs") : Path.of(blobs),
                ConfigReader.keyEncryptionKeys(env))) {
            return work.on(repos);
        } catch (InvalidConfigException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            return Cli.MISUSED;
        } catch (RuntimeException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("Cannot use " + folder + " (is its server still running?): " + e.getMessage());
            return Cli.FAILED;
        } finally {
            spec.commandLine().getOut().flush();
            spec.commandLine().getErr().flush();
        }
    }

    private @Nullable Path folder(Map<String, String> env) {
        var set = env.get("PDS_DATA_DIRECTORY");
        Path folder = data != null || set == null ? data : Path.of(set);
        return folder != null && Files.isDirectory(folder.resolve("pds")) ? folder.resolve("pds") : folder;
    }

    /// The accounts that were named; empty if none was.
    List<Did> named(CommandSpec spec) {
        try {
            return dids.stream().map(Did::new).toList();
        } catch (InvalidSyntaxException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /// Tells how far a long command has come.
    static void progress(CommandSpec spec, int done, int all) {
        if (done % PROGRESS_EVERY == 0 || done == all) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(done + " of " + all + " repositories");
            err.flush();
        }
    }
}
