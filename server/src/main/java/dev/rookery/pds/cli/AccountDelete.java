package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.text;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `rookery account delete`: deletes an account for good.
@Command(name = "delete", description = "Delete an account with all that is in it, for good.")
final class AccountDelete extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    AccountDelete(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        DataMap info = server.account(account);
        String did = text(info, "did");
        if (!yes) {
            throw new ParameterException(
                    spec.commandLine(),
                    "This deletes %s (%s) for good. `rookery account export` saves it first; add --yes to delete it"
                            .formatted(text(info, "handle"), did));
        }
        server.post("com.atproto.admin.deleteAccount", DataMap.of("did", new DataString(did)));
        DataMap done = DataMap.of("did", new DataString(did), "deleted", DataBoolean.TRUE);
        out.println(json ? DataJson.toString(done) : did + " is deleted");
    }
}
