package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.text;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `rookery account info`: prints what is known of an account.
@Command(name = "info", description = "Print what is known of an account.")
final class AccountInfo extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "A DID, a handle or an e-mail address.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private String account;

    AccountInfo(Map<String, String> env) {
        super(env);
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
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
        if (json) {
            out.println(DataJson.toString(all));
        } else {
            all.forEach((name, value) -> out.println(name + ": " + words(value)));
        }
    }

    private static DataValue value(DataMap map, String key) {
        DataValue value = map.get(key);
        return value == null ? DataNull.NULL : value;
    }

    private static String words(DataValue value) {
        return value instanceof DataString string ? string.value() : DataJson.toString(value);
    }
}
