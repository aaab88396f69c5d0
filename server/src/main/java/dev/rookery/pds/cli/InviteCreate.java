package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.maps;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `rookery invite create`: makes invite codes.
@Command(name = "create", description = "Make invite codes and print them, one a line.")
final class InviteCreate extends AdminCommand {
    @Option(names = "--codes", paramLabel = "NUMBER", description = "How many codes; 1 if not given.")
    private int codes = 1;

    @Option(
            names = "--uses",
            paramLabel = "NUMBER",
            description = "How many accounts a code is good for; 1 if not given.")
    private int uses = 1;

    @Option(names = "--for", paramLabel = "ACCOUNT", description = "Whose codes they are; the operator's if not given.")
    private @Nullable String owner;

    InviteCreate(Map<String, String> env) {
        super(env);
    }

    @Override
    public Integer call() {
        if (codes < 1 || uses < 1) {
            throw new ParameterException(spec.commandLine(), "--codes and --uses must be 1 or more");
        }
        return super.call();
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        var input = DataMap.builder().put("codeCount", codes).put("useCount", uses);
        if (owner != null) {
            input.put("forAccounts", new DataList(List.of(new DataString(server.did(owner)))));
        }
        DataMap made = server.post("com.atproto.server.createInviteCodes", input.build());
        for (DataMap each : maps(made, "codes")) {
            for (DataValue code : each.get("codes") instanceof DataList list ? list.items() : List.<DataValue>of()) {
                out.println(json ? DataJson.toString(DataMap.of("code", code)) : ((DataString) code).value());
            }
        }
    }
}
