package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery account takedown`: hides an account and what it published, until that is lifted.
@Command(
        name = "takedown",
        description = "Hide an account and all it published from everyone; its holder can still move away.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class AccountTakedown implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Option(names = "--ref", paramLabel = "TEXT", description = "A note on why, such as the number of a case.")
    private @Nullable String ref;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    AccountTakedown(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            String did = server.did(account);
            var takedown = DataMap.builder().put("applied", DataBoolean.TRUE);
            if (ref != null) {
                takedown.put("ref", ref);
            }
            Takedowns.set(server, did, takedown.build());
            DataMap done = DataMap.of("did", new DataString(did), "takedown", takedown.build());
            out.println(options.json ? DataJson.toString(done) : did + " is taken down");
            return 0;
        });
    }
}
