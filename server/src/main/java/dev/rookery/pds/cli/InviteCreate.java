package dev.rookery.pds.cli;

import static dev.rookery.pds.cli.AdminClient.maps;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `rookery invite create`: makes invite codes.
@Command(
        name = "create",
        description = "Make invite codes and print them, one a line.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused, or no answer", "2:wrong arguments"})
final class InviteCreate implements Callable<Integer> {
    private final Map<String, String> env;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Option(names = "--codes", paramLabel = "NUMBER", description = "How many codes; 1 if not given.")
    private int codes = 1;

    @Option(
            names = "--uses",
            paramLabel = "NUMBER",
            description = "How many accounts a code is good for; 1 if not given.")
    private int uses = 1;

    @Option(names = "--for", paramLabel = "ACCOUNT", description = "Whose codes they are; the operator's if not given.")
    private @Nullable String owner;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    InviteCreate(Map<String, String> env) {
        this.env = env;
    }

    @Override
    public Integer call() {
        if (codes < 1 || uses < 1) {
            throw new ParameterException(spec.commandLine(), "--codes and --uses must be 1 or more");
        }
        return options.run(spec, env, (server, out) -> {
            var input = DataMap.builder().put("codeCount", codes).put("useCount", uses);
            if (owner != null) {
                input.put("forAccounts", new DataList(List.of(new DataString(server.did(owner)))));
            }
            DataMap made = server.post("com.atproto.server.createInviteCodes", input.build());
            for (DataMap each : maps(made, "codes")) {
                for (DataValue code :
                        each.get("codes") instanceof DataList list ? list.items() : List.<DataValue>of()) {
                    out.println(
                            options.json ? DataJson.toString(DataMap.of("code", code)) : ((DataString) code).value());
                }
            }
            return 0;
        });
    }
}
