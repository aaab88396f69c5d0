package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `rookery account untakedown`: lifts a takedown.
@Command(name = "untakedown", description = "Lift the takedown of an account.")
final class AccountUntakedown extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    AccountUntakedown(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        String did = server.did(account);
        DataMap takedown = DataMap.of("applied", DataBoolean.FALSE);
        Takedowns.set(server, did, takedown);
        DataMap done = DataMap.of("did", new DataString(did), "takedown", takedown);
        out.println(json ? DataJson.toString(done) : did + " is not taken down any more");
    }
}
