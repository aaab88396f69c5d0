package dev.rookery.pds.cli;

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

/// `rookery account update-handle`: gives an account another handle.
@Command(
        name = "update-handle",
        description =
                "Give an account another handle. One outside of the domains of this server must lead to the account already.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class AccountUpdateHandle implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Parameters(index = "1", paramLabel = "HANDLE", description = "Its new handle.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String handle;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    AccountUpdateHandle(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            String did = server.did(account);
            server.post(
                    "com.atproto.admin.updateAccountHandle",
                    DataMap.of("did", new DataString(did), "handle", new DataString(handle)));
            DataMap done = DataMap.of("did", new DataString(did), "handle", new DataString(handle));
            out.println(options.json ? DataJson.toString(done) : did + " is " + handle + " now");
            return 0;
        });
    }
}
