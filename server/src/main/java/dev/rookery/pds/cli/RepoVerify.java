package dev.rookery.pds.cli;

import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.StoredRepos;
import dev.rookery.pds.identity.DidResolver;
import dev.rookery.pds.identity.NetworkDidResolver;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.sequencer.Crawlers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rookery repo verify`: checks stored repositories while the server is stopped.
@Command(
        name = "verify",
        description = {
            "Check what is stored: signatures, trees, every record, what records name, and the event log.",
            "All repositories are checked if none is named. The server must be stopped."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:everything is right", "1:something is wrong, or could not be read", "2:wrong arguments"})
final class RepoVerify implements Callable<Integer> {
    private static final String PLC = "https://plc.directory";

    private final Map<String, String> env;

    @Mixin
    private RepoOptions options = new RepoOptions();

    @Option(names = "--all", description = "All repositories, which is what is checked if none is named.")
    private boolean all;

    @Option(
            names = "--resolve",
            description = "Check signatures against the DID documents too, over the network (PDS_DID_PLC_URL).")
    private boolean resolve;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    RepoVerify(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        List<Did> named = options.named(spec);
        return options.with(spec, env, repos -> verify(repos, all || named.isEmpty() ? repos.all() : named));
    }

    private int verify(StoredRepos repos, List<Did> chosen) {
        @Nullable DidResolver dids = resolve ? resolver() : null;
        int problems = 0;
        for (int i = 0; i < chosen.size(); i++) {
            Did did = chosen.get(i);
            problems += report(did.text(), repos.check(did));
            if (dids != null) {
                problems += report(did.text(), repos.checkAgainst(dids, did));
            }
            RepoOptions.progress(spec, i + 1, chosen.size());
        }
        problems += report("collections", repos.checkCollections());
        problems += report("log", repos.checkLog());
        spec.commandLine().getErr().println(chosen.size() + " repositories checked, " + problems + " problems");
        return problems == 0 ? 0 : Cli.FAILED;
    }

    private DidResolver resolver() {
        var http = Crawlers.client();
        return new NetworkDidResolver(new PlcClient(http, URI.create(env.getOrDefault("PDS_DID_PLC_URL", PLC))), http);
    }

    private int report(String subject, List<String> problems) {
        for (var problem : problems) {
            spec.commandLine().getOut().println(options.json ? asJson(subject, problem) : subject + ": " + problem);
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
