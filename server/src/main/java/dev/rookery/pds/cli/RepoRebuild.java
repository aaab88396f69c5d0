package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.StoredRepos;
import dev.rookery.pds.repo.RepoRepair.Rebuilt;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `rookery repo rebuild`: makes what follows from the records of a repository anew, while the server is stopped.
@Command(
        name = "rebuild",
        description = {
            "Make trees and indexes anew from the records, which are the truth.",
            "The server must be stopped."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all are rebuilt",
            "1:one could not be, or its records are not those that its newest commit names",
            "2:wrong arguments"
        })
final class RepoRebuild implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private RepoOptions options = new RepoOptions();

    @Option(
            names = "--sign",
            description =
                    "Where the records make another tree than the newest commit names, sign and announce a new one.")
    private boolean sign;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    RepoRebuild(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        List<Did> named = options.named(spec);
        if (named.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Whose repository?");
        }
        return options.with(spec, env, repos -> rebuild(repos, named));
    }

    private int rebuild(StoredRepos repos, List<Did> dids) {
        boolean all = true;
        for (Did did : dids) {
            Rebuilt rebuilt = repos.rebuild(did, sign);
            all &= rebuilt instanceof Rebuilt.Same || rebuilt instanceof Rebuilt.SignedAnew;
            String words = words(rebuilt);
            spec.commandLine().getOut().println(options.json ? json(did, rebuilt, words) : did + ": " + words);
        }
        return all ? 0 : Cli.FAILED;
    }

    private static String words(Rebuilt rebuilt) {
        return switch (rebuilt) {
            case Rebuilt.Same(long records, long nodes) -> "rebuilt, " + records + " records in " + nodes + " nodes";
            case Rebuilt.SignedAnew(var commit, long records, long nodes) ->
                "rebuilt, " + records + " records in " + nodes + " nodes, and signed anew as " + commit;
            case Rebuilt.Differs(var expected, var found) ->
                "not changed: the newest commit names the tree " + expected + ", the records make " + found
                        + " (--sign would sign that)";
            case Rebuilt.Impossible(String reason) -> "not changed: " + reason;
        };
    }

    private static String json(Did did, Rebuilt rebuilt, String words) {
        String outcome = switch (rebuilt) {
            case Rebuilt.Same _ -> "rebuilt";
            case Rebuilt.SignedAnew _ -> "signed";
            case Rebuilt.Differs _ -> "differs";
            case Rebuilt.Impossible _ -> "impossible";
        };
        return new JsonBuffer(256)
                .raw("{\"did\":")
                .text(did.text())
                .raw(",\"outcome\":")
                .text(outcome)
                .raw(",\"message\":")
                .text(words)
                .raw('}')
                .getValue();
    }
}
