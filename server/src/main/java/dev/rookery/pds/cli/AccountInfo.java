package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.text;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery account info`: prints what is known of an account.
@Command(
        name = "info",
        description = "Print what is known of an account.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class AccountInfo implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    AccountInfo(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        return options.run(spec, env, (server, out) -> {
            DataMap info = server.account(account);
            DataMap status = server.get("com.atproto.admin.getSubjectStatus", "did", text(info, "did"));
            DataMap all = DataMap.builder()
                    .put("did", text(info, "did"))
                    .put("takedown", value(status, "takedown"))
                    .put("deactivated", value(status, "deactivated"))
                    .build();
            for (DataMap.Entry entry : info) {
                all = all.with(entry.key(), entry.value());
            }
            if (options.json) {
                out.println(DataJson.toString(all));
            } else {
                all.forEach((name, value) -> out.println(name + ": " + words(value)));
            }
            return 0;
        });
    }

    private static DataValue value(DataMap map, String key) {
        DataValue value = map.get(key);
        return value == null ? DataNull.NULL : value;
    }

    private static String words(DataValue value) {
        return value instanceof DataString string ? string.value() : DataJson.toString(value);
    }
}
