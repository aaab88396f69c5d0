package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery account untakedown`: lifts a takedown.
@Command(
        name = "untakedown",
        description = "Lift the takedown of an account.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class AccountUntakedown implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    AccountUntakedown(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            String did = server.did(account);
            DataMap takedown = DataMap.of("applied", DataBoolean.FALSE);
            Takedowns.set(server, did, takedown);
            DataMap done = DataMap.of("did", new DataString(did), "takedown", takedown);
            out.println(options.json ? DataJson.toString(done) : did + " is not taken down any more");
            return 0;
        });
    }
}
