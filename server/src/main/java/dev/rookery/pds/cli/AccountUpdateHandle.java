package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `rookery account update-handle`: gives an account another handle.
@Command(
        name = "update-handle",
        description =
                "Give an account another handle. One outside of the domains of this server must lead to the account already.")
final class AccountUpdateHandle extends AdminCommand {
    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Parameters(index = "1", paramLabel = "HANDLE", description = "Its new handle.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String handle;

    AccountUpdateHandle(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        String did = server.did(account);
        server.post(
                "com.atproto.admin.updateAccountHandle",
                DataMap.of("did", new DataString(did), "handle", new DataString(handle)));
        DataMap done = DataMap.of("did", new DataString(did), "handle", new DataString(handle));
        out.println(json ? DataJson.toString(done) : did + " is " + handle + " now");
    }
}
