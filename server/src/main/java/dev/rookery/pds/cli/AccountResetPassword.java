package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `rookery account reset-password`: gives an account another password.
@Command(
        name = "reset-password",
        description = "Give an account another password, print it, and end the sessions of the account.")
final class AccountResetPassword extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Mixin
    private NewPassword password = new NewPassword();

    AccountResetPassword(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        String did = server.did(account);
        String secret = password.value();
        server.post(
                "com.atproto.admin.updateAccountPassword",
                DataMap.of("did", new DataString(did), "password", new DataString(secret)));
        if (json) {
            out.println(DataJson.toString(DataMap.of("did", new DataString(did), "password", new DataString(secret))));
        } else {
            out.println(
                    password.fromInput
                            ? did + " has the new password"
                            : "New password of " + did + ": " + secret + "   (shown this once)");
        }
    }
}
