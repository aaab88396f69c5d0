package dev.rookery.pds.cli;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.StoredRepos;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `rookery repo resync`: signs and announces a new commit of each repository, while the server is stopped.
@Command(
        name = "resync",
        description = {
            "After a data folder was restored from an older copy: sign a new commit of each repository, with what is in"
                    + " it, so that those who saw a later one follow again.",
            "The server must be stopped."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong arguments"})
final class RepoResync implements Callable<Integer> {
    /// How many commits become durable together.
    private static final int AT_ONCE = 100;

    private final Map<String, String> env;

    @Mixin
    private RepoOptions options = new RepoOptions();

    @Option(names = "--all", description = "All repositories.")
    private boolean all;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    RepoResync(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        List<Did> named = options.named(spec);
        if (named.isEmpty() != all) {
            throw new ParameterException(spec.commandLine(), "Whose repositories? Name some, or give --all");
        }
        return options.with(spec, env, repos -> resync(repos, all ? repos.all() : named));
    }

    private int resync(StoredRepos repos, List<Did> dids) {
        int missing = 0;
        for (int from = 0; from < dids.size(); from += AT_ONCE) {
            List<Did> batch = dids.subList(from, Math.min(from + AT_ONCE, dids.size()));
            missing += batch.size() - repos.resync(batch);
            RepoOptions.progress(spec, from + batch.size(), dids.size());
        }
        int done = dids.size() - missing;
        spec.commandLine()
                .getOut()
                .println(
                        options.json
                                ? "{\"resynced\":" + done + ",\"missing\":" + missing + "}"
                                : done + " repositories signed anew and announced"
                                        + (missing == 0 ? "" : ", " + missing + " are not there"));
        return missing == 0 ? 0 : Cli.FAILED;
    }
}
