package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rookery account takedown`: hides an account and what it published, until that is lifted.
@Command(
        name = "takedown",
        description = "Hide an account and all it published from everyone; its holder can still move away.")
final class AccountTakedown extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Option(names = "--ref", paramLabel = "TEXT", description = "A note on why, such as the number of a case.")
    private @Nullable String ref;

    AccountTakedown(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        String did = server.did(account);
        var takedown = DataMap.builder().put("applied", DataBoolean.TRUE);
        if (ref != null) {
            takedown.put("ref", ref);
        }
        Takedowns.set(server, did, takedown.build());
        DataMap done = DataMap.of("did", new DataString(did), "takedown", takedown.build());
        out.println(json ? DataJson.toString(done) : did + " is taken down");
    }
}
