package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `rookery invite disable`: makes invite codes good for nothing.
@Command(name = "disable", description = "Disable invite codes, or all those of an account.")
final class InviteDisable extends AdminCommand {
    @Parameters(paramLabel = "CODE", description = "The codes.")
    private List<String> codes = List.of();

    @Option(names = "--of", paramLabel = "ACCOUNT", description = "All codes of this account; may be given again.")
    private List<String> accounts = List.of();

    InviteDisable(Map<String, String> env) {
        super(env);
    }

    @Override
    public Integer call() {
        if (codes.isEmpty() && accounts.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Which codes? Name them, or an account with --of");
        }
        return super.call();
    }

    @Override
    void run(AdminClient server, PrintWriter out) {
        DataMap input = DataMap.of(
                "codes",
                texts(codes),
                "accounts",
                texts(accounts.stream().map(server::did).toList()));
        server.post("com.atproto.admin.disableInviteCodes", input);
        out.println(json ? DataJson.toString(input) : "Disabled");
    }

    private static DataList texts(List<String> texts) {
        return new DataList(texts.stream().<DataValue>map(DataString::new).toList());
    }
}
