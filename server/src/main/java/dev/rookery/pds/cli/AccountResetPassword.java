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

/// `rookery account reset-password`: gives an account another password.
@Command(
        name = "reset-password",
        description = "Give an account another password, print it, and end the sessions of the account.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class AccountResetPassword implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Mixin
    private NewPassword password = new NewPassword();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    AccountResetPassword(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            String did = server.did(account);
            String secret = password.value();
            server.post(
                    "com.atproto.admin.updateAccountPassword",
                    DataMap.of("did", new DataString(did), "password", new DataString(secret)));
            if (options.json) {
                out.println(
                        DataJson.toString(DataMap.of("did", new DataString(did), "password", new DataString(secret))));
            } else {
                out.println(
                        password.fromInput
                                ? did + " has the new password"
                                : "New password of " + did + ": " + secret + "   (shown this once)");
            }
            return 0;
        });
    }
}
