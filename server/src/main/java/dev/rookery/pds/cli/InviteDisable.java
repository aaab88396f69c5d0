package dev.rookery.pds.cli;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `rookery invite disable`: makes invite codes good for nothing.
@Command(
        name = "disable",
        description = "Disable invite codes, or all those of an account.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class InviteDisable implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "CODE", description = "The codes.")
    private List<String> codes = List.of();

    @Option(names = "--of", paramLabel = "ACCOUNT", description = "All codes of this account; may be given again.")
    private List<String> accounts = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    InviteDisable(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        if (codes.isEmpty() && accounts.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Which codes? Name them, or an account with --of");
        }
        return options.run(spec, env, (server, out) -> {
            DataMap input = DataMap.of(
                    "codes",
                    texts(codes),
                    "accounts",
                    texts(accounts.stream().map(server::did).toList()));
            server.post("com.atproto.admin.disableInviteCodes", input);
            out.println(options.json ? DataJson.toString(input) : "Disabled");
            return 0;
        });
    }

    private static DataList texts(List<String> texts) {
        return new DataList(texts.stream().<DataValue>map(DataString::new).toList());
    }
}
